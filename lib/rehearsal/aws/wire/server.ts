import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { EmulatedAccount } from '../emulated-account';
import { AwsError } from '../service';
import { Codec, codecForUnknownService, codecOf, DecodedCall, WireAnswer, WireRequest } from './codec';
import { callerOf, readSignature } from './signature';

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
    response.sendDate = false;
    response.writeHead(result.status, {
      ...result.headers,
      'x-amzn-requestid': requestId,
      // The SDK corrects its clock by this header, so that it must be the time that handlers see too.
      date: new Date(account.clock.now()).toUTCString(),
    });
    response.end(result.body);
  } catch {
    // Only reading or writing the connection fails here: the client is gone, nobody waits for an answer.
    response.destroy();
  } finally {
    release();
  }
}

async function perform(account: EmulatedAccount, request: WireRequest, requestId: string): Promise<WireAnswer> {
  let codec: Codec = codecForUnknownService(request.headers['content-type']);
  try {
    const { key, signingName } = readSignature(request.headers.authorization);
    const known = account.serviceNames().includes(signingName);
    if (known) codec = codecOf(account.service(signingName));
    const caller = callerOf(account.accessKeys, key);
    const { operation, input } = known ? codec.decode(request) : unknownCall(request);
    return codec.encode(operation, await account.call(signingName, operation, input, caller), requestId);
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
  const body = await buffer(incoming);
  // SDK clients compress large metric uploads (request compression of PutMetricData).
  const compressed = incoming.headers['content-encoding'] === 'gzip';
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers as Record<string, string | undefined>,
    body: compressed ? gunzipSync(body) : body,
  };
}

/** A bug of the emulator: the journal has its stack, the client gets what AWS sends when it fails itself. */
function internalFailure(error: unknown): AwsError {
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `the emulator failed: ${message}`, 500);
}
