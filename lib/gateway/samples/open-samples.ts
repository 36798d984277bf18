import { KeyRing } from '../aws/keys';
import { putNewObject } from '../aws/new-object';
import { GatewayConfig } from '../config/gateway-config';
import { Logger } from '../log/logger';
import { Samples } from './samples';

/** Samples in S3 by the configuration; undefined when it wants none. */
export function openSamples(
  { samples, aws }: GatewayConfig,
  keys: KeyRing | undefined,
  log: Logger,
): Samples | undefined {
  if (samples === undefined || aws === undefined || keys === undefined) return undefined;
  const { bucket, prefix, max, redaction, origin } = samples;
  const of = { origin, region: aws.region, keys, now: Date.now };
  const put = (name: string, body: Buffer) => putNewObject(of, `/${bucket}/${prefix}/${name}`, body);
  return new Samples({ max, redaction, put, now: Date.now, log });
}
