// The callers: does what the parent process says and sends back numbers. On bare sockets, so that it is not what is measured.
import { connect } from 'node:net';
import { setImmediate } from 'node:timers';

const BODY = 'y'.repeat(512);
const HEADERS = 'Host: model\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: bench\r\n';
const PREDICT = Buffer.from(`POST /invocations HTTP/1.1\r\n${HEADERS}Content-Length: ${BODY.length}\r\n\r\n${BODY}`);
const STREAM = Buffer.from(`GET /stream HTTP/1.1\r\n${HEADERS}\r\n`);

const tasks = { saturate, paced, bursts, stream };
process.on('message', async ({ task, options }) => {
  process.send(await tasks[task](options));
});

/** One connection that has one request under way at most. */
class Connection {
  constructor(port) {
    this.text = '';
    this.broken = false;
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.end(0));
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
      if (this.firstByte === undefined) this.firstByte = performance.now();
      if (this.firstToken === undefined && this.text.includes('data: x')) this.firstToken = performance.now();
      if (complete(this.text)) this.end(Number(this.text.slice(9, 12)));
    });
  }

  /** Resolves with the status; 0 when the connection ended first. */
  send(bytes) {
    this.text = '';
    this.firstByte = undefined;
    this.firstToken = undefined;
    if (this.broken) return Promise.resolve(0);
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.socket.write(bytes);
    });
  }

  end(status) {
    if (status === 0 || /\r\nconnection: close/i.test(this.text)) this.broken = true;
    const { resolve } = this;
    this.resolve = undefined;
    resolve?.(status);
  }
}

function complete(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2));
  return length === null ? text.endsWith('0\r\n\r\n') : text.length >= headEnd + 4 + Number(length[1]);
}

/** As many requests as go through `connections` in `ms`. */
async function saturate({ port, ms, connections }) {
  let answered = 0;
  let failed = 0;
  const until = performance.now() + ms;
  const caller = async () => {
    let connection = new Connection(port);
    while (performance.now() < until) {
      if ((await connection.send(PREDICT)) === 200) answered += 1;
      else failed += 1;
      if (connection.broken) connection = new Connection(port);
    }
    connection.socket.destroy();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, caller));
  return { answered, failed, seconds: (performance.now() - started) / 1000 };
}

/** `rate` requests a second, whatever comes back; latencies in ms from the moment at which each should have been sent. */
async function paced({ port, ms, rate }) {
  const idle = [];
  const latencies = [];
  const underWay = [];
  let failed = 0;
  const one = async (due) => {
    const connection = idle.pop() ?? new Connection(port);
    const status = await connection.send(PREDICT);
    if (status === 200) latencies.push(performance.now() - due);
    else failed += 1;
    if (!connection.broken) idle.push(connection);
  };
  const total = Math.round((rate * ms) / 1000);
  const begun = performance.now();
  for (let sent = 0; sent < total;) {
    for (; sent < total && performance.now() - begun >= (sent * 1000) / rate; sent += 1) {
      underWay.push(one(begun + (sent * 1000) / rate));
    }
    await new Promise((resolve) => setImmediate(resolve)); // finer than a timer: a millisecond is what is measured
  }
  await Promise.all(underWay);
  idle.forEach(({ socket }) => socket.destroy());
  return { latencies, failed };
}

/** Bursts around the end of the upstream's idle time of one second. */
async function bursts({ port, rounds }) {
  const idle = [];
  let sent = 0;
  let failed = 0;
  const one = async () => {
    const connection = idle.pop() ?? new Connection(port);
    sent += 1;
    if ((await connection.send(PREDICT)) !== 200) failed += 1;
    if (!connection.broken) idle.push(connection);
  };
  for (let round = 0; round <= rounds; round += 1) {
    if (round > 0) await sleep(990 + (round % 6));
    const underWay = [];
    for (let count = 0; count < 40; count += 1) {
      underWay.push(one());
      if (count % 4 === 3) await sleep(1);
    }
    await Promise.all(underWay);
  }
  idle.forEach(({ socket }) => socket.destroy());
  return { sent, failed };
}

/** Streams, one after the other: milliseconds until the first byte of the head, and until the first token. */
async function stream({ port, count }) {
  const head = [];
  const token = [];
  let connection = new Connection(port);
  for (let sent = 0; sent < count; sent += 1) {
    const started = performance.now();
    await connection.send(STREAM);
    if (connection.firstToken !== undefined) {
      head.push(connection.firstByte - started);
      token.push(connection.firstToken - started);
    }
    if (connection.broken) connection = new Connection(port);
  }
  connection.socket.destroy();
  return { head, token };
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
