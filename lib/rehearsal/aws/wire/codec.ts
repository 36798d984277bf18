import { AwsError, EmulatedService, Protocol } from '../service';
import { jsonCodec } from './json-codec';
import { queryCodec } from './query-codec';
import { restJsonCodec } from './rest-json-codec';
import { s3Codec } from './s3/s3-codec';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes that come one after the other are sent as they come. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Called when the connection is over, also before such a body is. */
  readonly cancel?: () => void;
}

export interface DecodedCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Translates between one service's wire format and its SDK-shaped operations. */
export interface Codec {
  /** Throws `AwsError` when the request names no operation or can't be read. */
  decode(request: WireRequest): DecodedCall;
  encode(operation: string, output: unknown, requestId: string): WireAnswer;
  encodeError(error: AwsError, requestId: string): WireAnswer;
}

export function codecOf(service: EmulatedService): Codec {
  switch (service.protocol) {
    case 'query':
      return queryCodec(service.signingName, service.xmlNamespace ?? '');
    case 'json-1.0':
    case 'json-1.1':
      return jsonCodec(service.signingName, service.protocol, service.targetPrefix ?? '');
    case 'rest-json':
      return restJsonCodec(service.signingName);
    case 'rest-xml':
      if (service.signingName === 's3') return s3Codec();
      throw new AwsError('NotImplemented', `protocol rest-xml of ${service.signingName} is not emulated`, 501);
    default:
      throw new Error(`unknown protocol ${String(service.protocol satisfies never)}`);
  }
}

/** The best guess for an answer to a service that is not emulated: what its client sent shows what it reads. */
export function codecForUnknownService(contentType: string | undefined): Codec {
  const protocol: Protocol = contentType?.includes('x-www-form-urlencoded') === true ? 'query' : 'json-1.1';
  return protocol === 'query' ? queryCodec('', '') : jsonCodec('', protocol, '');
}
