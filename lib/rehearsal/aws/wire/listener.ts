import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WireAnswer, WireRequest } from './codec';

/** Answers one request of an SDK's client; never rejects. */
export type AnswerRequest = (request: WireRequest, requestId: string) => Promise<WireAnswer>;

/** Clients keep connections for the pauses between two calls of a warm worker. */
const KEEP_ALIVE_MS = 60_000;

/** HTTP on a free loopback port, for clients of AWS' SDKs. */
export class WireListener {
  private constructor(
    private readonly server: Server,
    /** Value for `AWS_ENDPOINT_URL`. */
    readonly endpoint: string,
  ) {}

  static async open(answerRequest: AnswerRequest): Promise<WireListener> {
    const server = createServer((incoming, response) => void answer(answerRequest, incoming, response));
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new WireListener(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(answerRequest: AnswerRequest, incoming: IncomingMessage, response: ServerResponse) {
  try {
    const requestId = randomUUID();
    const result = await answerRequest(await readRequest(incoming), requestId);
    if (result.cancel !== undefined) response.once('close', result.cancel);
    response.sendDate = false;
    response.writeHead(result.status, { ...lengthOf(result), ...result.headers, 'x-amzn-requestid': requestId });
    await send(response, result.body);
  } catch {
    // Only reading or writing the connection fails here: the client is gone, nobody waits for an answer.
    response.destroy();
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const url = new URL(incoming.url ?? '/', 'http://loopback');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers as Record<string, string | undefined>,
    body: await bodyOf(incoming),
  };
}

/** By events: an iterator, and even more `node:stream/consumers`, costs more than all the rest of a small request. */
export function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
    incoming.on('error', reject);
    incoming.on('close', () => reject(new Error('aborted'))); // after its end, this changes nothing
  });
}

function lengthOf({ status, body }: WireAnswer): Record<string, number> {
  if (status === 204 || !isWhole(body)) return {};
  return { 'content-length': Buffer.byteLength(body) };
}

function isWhole(body: WireAnswer['body']): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** An answer that comes in parts is sent as it comes; its head goes out at once. */
async function send(response: ServerResponse, body: WireAnswer['body']): Promise<void> {
  if (isWhole(body)) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  await pipeline(Readable.from(body, { objectMode: false }), response);
}
