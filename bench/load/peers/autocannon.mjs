// node autocannon.mjs <port> <requests a second> <seconds> <"ignore" or "correct" coordinated omission>
import autocannon from 'autocannon';

const [port, rate, seconds, omission] = process.argv.slice(2);
const { requests, latency, errors, timeouts, non2xx, duration } = await autocannon({
  url: `http://127.0.0.1:${port}`,
  connections: 64,
  overallRate: Number(rate),
  duration: Number(seconds),
  timeout: 10,
  ignoreCoordinatedOmission: omission === 'ignore', // -C
});
const failed = errors + timeouts + non2xx;
process.send({ rate: requests.total / duration, p50: latency.p50, p99: latency.p99, failed });
