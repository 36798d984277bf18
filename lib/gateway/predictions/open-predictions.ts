import { randomUUID } from 'node:crypto';
import { QualityPrefix } from '../../contract/quality';
import { KeyRing } from '../aws/keys';
import { putNewObject } from '../aws/new-object';
import { GatewayConfig } from '../config/gateway-config';
import { Logger } from '../log/logger';
import { Predictions, PredictionsOptions } from './predictions';

/** Predictions in S3 by the configuration; undefined when it wants none. */
export function openPredictions(
  { predictions: config, aws }: GatewayConfig,
  keys: KeyRing | undefined,
  { who, log }: { readonly who: PredictionsOptions['who']; readonly log: Logger },
): Predictions | undefined {
  if (config === undefined || aws === undefined || keys === undefined) return undefined;
  const of = { origin: config.origin, region: aws.region, keys, now: Date.now };
  const put = (name: string, body: Buffer) =>
    putNewObject(of, `/${config.bucket}/${QualityPrefix.PREDICTIONS}${name}`, body);
  return new Predictions({ config, who, put, newName: randomUUID, random: Math.random, log });
}
