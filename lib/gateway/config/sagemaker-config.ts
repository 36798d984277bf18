import { GatewayEnv } from '../../contract/gateway';
import { Origin } from '../aws/origin';
import { VariableReader } from './variables';

/** The SageMaker endpoint behind a gateway. */
export interface SageMakerConfig {
  readonly kind: 'sagemaker';
  readonly endpointName: string;
  readonly origin: Origin;
  readonly region: string;
  /** Name of a header, in small letters, with which a caller asks for a stream, beside `accept: text/event-stream`. */
  readonly streamHeader: string | undefined;
  /** Bodies of requests held at the same time, in bytes; requests that find no room are refused with 503. */
  readonly maxBytes: number;
}

/** Longest time that SageMaker gives a model for its answer (API reference, `InvokeEndpoint`). */
export const SAGEMAKER_TIMEOUT_MS = 60_000;

const MIB = 1024 * 1024;

export function readSageMaker(reader: VariableReader, origin: Origin, region: string): SageMakerConfig {
  const endpointName = reader.optional(GatewayEnv.SAGEMAKER_ENDPOINT) ?? '';
  if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(endpointName)) {
    const rule = 'at most 63 letters, digits and hyphens';
    reader.reject(GatewayEnv.SAGEMAKER_ENDPOINT, endpointName, rule, 'write the name of the endpoint, not its ARN');
  }
  return {
    kind: 'sagemaker',
    endpointName,
    origin,
    region,
    streamHeader: reader.optional(GatewayEnv.SAGEMAKER_STREAM_HEADER)?.toLowerCase(),
    maxBytes: reader.integer(GatewayEnv.SAGEMAKER_MAX_BYTES, 64 * MIB, 6 * MIB, 4096 * MIB),
  };
}
