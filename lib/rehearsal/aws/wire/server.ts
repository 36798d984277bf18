import { gunzipSync } from 'node:zlib';
import { EmulatedAccount } from '../emulated-account';
import { AwsError, EmulatedService } from '../service';
import { Codec, codecForUnknownService, codecOf, DecodedCall, WireAnswer, WireRequest } from './codec';
import { internalFailure } from './internal-failure';
import { WireListener } from './listener';
import { relay } from './relay';
import { serviceName } from './service-name';
import { callerOf, readSignature } from './signature';

/**
 * The account's door for SDK clients, reached through `AWS_ENDPOINT_URL`. The service follows from the credential scope, the
 * caller from the access key; each service answers in its own protocol.
 */
export class WireServer {
  private constructor(private readonly listener: WireListener) {}

  static async start(account: EmulatedAccount): Promise<WireServer> {
    return new WireServer(await WireListener.open((request, requestId) => answer(account, request, requestId)));
  }

  /** Value for `AWS_ENDPOINT_URL`. */
  get endpoint(): string {
    return this.listener.endpoint;
  }

  close(): Promise<void> {
    return this.listener.close();
  }
}

/** Answers one request; while it does, a virtual clock doesn't jump. */
async function answer(account: EmulatedAccount, request: WireRequest, requestId: string): Promise<WireAnswer> {
  const release = account.clock.hold();
  try {
    const result = await perform(account, request, requestId);
    // The SDK corrects its clock by this header, so that it must be the time that handlers see too.
    return { ...result, headers: { ...result.headers, date: new Date(account.clock.now()).toUTCString() } };
  } finally {
    release();
  }
}

async function perform(account: EmulatedAccount, request: WireRequest, requestId: string): Promise<WireAnswer> {
  let codec: Codec = codecForUnknownService(request.headers['content-type']);
  try {
    const signature = readSignature(request.headers.authorization);
    const name = serviceName(signature.signingName, request.headers['x-amz-target'], request.path);
    const service = account.serviceNames().includes(name) ? account.service(name) : undefined;
    if (service !== undefined) codec = codecOf(service);
    if (service?.elsewhere !== undefined) return await relay(await service.elsewhere(), request);
    const caller = callerOf(account.accessKeys, signature.key);
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

/** SDK clients compress large metric uploads (PutMetricData). Payloads of REST services are their owner's, as they are. */
function readable({ protocol }: EmulatedService, request: WireRequest): WireRequest {
  if (protocol.startsWith('rest-') || request.headers['content-encoding'] !== 'gzip') return request;
  return { ...request, body: gunzipSync(request.body) };
}
