import { GatewayEnv } from '../../contract/gateway';
import { redacting, Redaction } from '../../core/compare/redact';
import { Origin } from '../aws/origin';
import { VariableReader } from './variables';

/** Where samples of disagreements are put, and what of them. */
export interface SamplesConfig {
  readonly bucket: string;
  /** What keys begin with. */
  readonly prefix: string;
  /** Most of them for each release, of all gateways together. */
  readonly max: number;
  /** What is taken out of the bodies; undefined: samples have no bodies. */
  readonly redaction: Redaction | undefined;
  /** Of S3. */
  readonly origin: Origin;
}

/** No character that a path would have to encode. */
const KEY = /^[\w.-]+(\/[\w.-]+)*$/;

export function readSamples(reader: VariableReader, origin: Origin): SamplesConfig | undefined {
  const bucket = reader.optional(GatewayEnv.SAMPLES_BUCKET);
  if (bucket === undefined) return undefined;
  const prefix = reader.required(GatewayEnv.SAMPLES_PREFIX, 'what the keys of samples begin with');
  const redact = reader.optional(GatewayEnv.SAMPLES_REDACT);
  for (const name of [GatewayEnv.SAMPLES_BUCKET, GatewayEnv.SAMPLES_PREFIX]) {
    const text = reader.optional(name) ?? '';
    if (!KEY.test(text)) reader.reject(name, text, 'letters, digits, . _ - and single /', 'choose another');
  }
  return {
    bucket,
    prefix,
    max: reader.integer(GatewayEnv.SAMPLES_MAX, 20, 1, 1_000),
    redaction: redact === undefined ? undefined : reader.parsed(GatewayEnv.SAMPLES_REDACT, redact, parseRedaction),
    origin,
  };
}

function parseRedaction(text: string): Redaction {
  const paths: unknown = JSON.parse(text);
  if (Array.isArray(paths)) return redacting(paths.map(String));
  throw new Error(`must be a JSON list of paths, got ${text}; write [] for none`);
}
