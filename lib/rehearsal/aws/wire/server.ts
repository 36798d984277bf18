import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { EmulatedAccount } from '../emulated-account';
import { SECRET_ACCESS_KEY } from '../access-keys';
import { AwsError, EmulatedService } from '../service';
import { Codec, codecForUnknownService, codecOf, DecodedCall, WireAnswer, WireRequest } from './codec';
import { serviceName } from './service-name';
import { callerOf, readSignature } from './signature';
import { verifySignature } from './sigv4';

/**
 * The account's door for SDK clients: an HTTP server on a free loopback port, reached through `AWS_ENDPOINT_URL`. The service
 * follows from the credential scope, the caller from the access key; each service answers in its own protocol.
 */
export class WireServer {
  private constructor(
    private readonly server: Server,
    /** Value for `AWS_ENDPOINT_URL`. */
    readonly endpoint: string,
  ) {}

  static async start(account: EmulatedAccount): Promise<WireServer> {
    const server = createServer((request, response) => {
      void answer(account, request, response);
    });
    server.keepAliveTimeout = 60_000; // longer than the pauses between two calls of a warm worker
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new WireServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Answers one request; while it does, a virtual clock doesn't jump. */
async function answer(account: EmulatedAccount, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const release = account.clock.hold();
  try {
    const requestId = randomUUID();
    const result = await perform(account, await readRequest(incoming), requestId);
    if (result.cancel !== undefined) response.once('close', result.cancel);
    response.sendDate = false;
    response.writeHead(result.status, {
      ...result.headers,
      ...lengthOf(result),
      'x-amzn-requestid': requestId,
      // The SDK corrects its clock by this header, so that it must be the time that handlers see too.
      date: new Date(account.clock.now()).toUTCString(),
    });
    await send(response, result.body);
  } catch {
    // Only reading or writing the connection fails here: the client is gone, nobody waits for an answer.
    response.destroy();
  } finally {
    release();
  }
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

async function perform(account: EmulatedAccount, request: WireRequest, requestId: string): Promise<WireAnswer> {
  let codec: Codec = codecForUnknownService(request.headers['content-type']);
  try {
    const signature = readSignature(request.headers.authorization);
    const name = serviceName(signature.signingName, request.headers['x-amz-target']);
    const service = account.serviceNames().includes(name) ? account.service(name) : undefined;
    if (service !== undefined) codec = codecOf(service);
    const caller = callerOf(account.accessKeys, signature.key);
    if (service?.verifiesSignature === true) verifySignature(request, SECRET_ACCESS_KEY, account.region);
    const { operation, input } =
      service === undefined ? unknownCall(request) : codec.decode(readable(service, request));
    return codec.encode(operation, await account.call(name, operation, input, caller), requestId);
  } catch (error) {
    return codec.encodeError(error instanceof AwsError ? error : internalFailure(error), requestId);
  }
}

/** A call to a service that isn't emulated: the account answers 501 to it, and has it in the journal. */
function unknownCall(request: WireRequest): DecodedCall {
  return { operation: request.headers['x-amz-target'] ?? `${request.method} ${request.path}`, input: {} };
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

/** `node:stream/consumers` goes through a Blob, which costs more than all the rest of a small request. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of incoming) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** SDK clients compress large metric uploads (PutMetricData). Payloads of REST services are their owner's, as they are. */
function readable({ protocol }: EmulatedService, request: WireRequest): WireRequest {
  if (protocol === 'rest-json' || request.headers['content-encoding'] !== 'gzip') return request;
  return { ...request, body: gunzipSync(request.body) };
}

/** A bug of the emulator: the journal has its stack, the client gets what AWS sends when it fails itself. */
function internalFailure(error: unknown): AwsError {
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `the emulator failed: ${message}`, 500);
}
