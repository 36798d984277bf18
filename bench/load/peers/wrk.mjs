// node wrk.mjs <port> <path of wrk> <seconds>
import { execFile } from 'node:child_process';

const MS = { us: 0.001, ms: 1, s: 1000, m: 60_000 };
const [port, wrk, seconds] = process.argv.slice(2);
const options = ['-t1', '-c64', `-d${seconds}s`, '--timeout', '10s', '--latency', `http://127.0.0.1:${port}/`];

execFile(wrk, options, (error, stdout) => {
  if (error) throw error;
  // It puts a space behind seconds, so that units end in one column.
  const percentile = (percent) => {
    const [, value, unit] = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(stdout);
    return Number(value) * MS[unit];
  };
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  const failed = errors.slice(1).reduce((sum, count) => sum + Number(count), 0);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
  process.send({ rate, p50: percentile(50), p99: percentile(99), failed });
});
