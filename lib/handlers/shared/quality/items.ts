import { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EnvironmentName } from '../../../contract';
import { Prediction } from '../../../core/quality/joined';
import { LabelHistory } from '../../../core/quality/label-history';
import { minuteOf } from '../../../core/quality/windows';

export type Item = Record<string, AttributeValue>;

/**
 * Predictions of a minute lie in so many partitions, of which each takes 1,000 writes a second (DynamoDB developer guide, "Best practices
 * for designing and using partition keys").
 */
const SHARDS = 4;

const DAY_S = 86_400;

/** Partitions of the predictions of a minute. */
export function partitionsOf(minute: number): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => partition(minute, shard));
}

/**
 * Below the minute, environment and id: a line that comes twice is one prediction if it says its time, and a request that was mirrored is
 * one of each environment.
 */
export function predictionItem(prediction: Prediction, retentionDays: number): Item {
  const { inferenceId, environment, at, version, score, features } = prediction;
  return {
    pk: { S: partition(minuteOf(at), shardOf(inferenceId)) },
    sk: { S: `${environment}#${inferenceId}` },
    value: { S: JSON.stringify({ prediction: prediction.prediction, version, score, features }) },
    expires: expiry(at, retentionDays),
  };
}

export function predictionIn({ pk, sk, value }: Item): Prediction {
  const [environment = '', ...id] = (sk.S ?? '').split('#');
  const members = JSON.parse(value.S ?? '{}') as Pick<Prediction, 'prediction' | 'score' | 'version' | 'features'>;
  const at = Date.parse((pk.S ?? '').split('#')[1] ?? '');
  return { inferenceId: id.join('#'), environment: environment as EnvironmentName, at, ...members };
}

/**
 * Below the id alone: whoever writes a label knows nothing of the prediction, which may not even be here yet. It is kept from when it came:
 * of times that lie further back DynamoDB would forget it before it counts, and of years it would never forget it (developer guide, "Using
 * time to live": five).
 */
export function labelItem(inferenceId: string, history: LabelHistory, cameAt: number, retentionDays: number): Item {
  return { ...labelKey(inferenceId), labels: { S: JSON.stringify(history) }, expires: expiry(cameAt, retentionDays) };
}

export function labelKey(inferenceId: string): Item {
  return { pk: { S: `LABEL#${inferenceId}` }, sk: { S: 'LABEL' } };
}

export function labelsIn({ pk, labels }: Item): readonly [inferenceId: string, LabelHistory] {
  return [(pk.S ?? '').slice('LABEL#'.length), JSON.parse(labels.S ?? '[]') as LabelHistory];
}

function partition(minute: number, shard: number): string {
  return `PREDICTIONS#${new Date(minute).toISOString()}#${shard}`;
}

/** Spreads ids, whatever they look like: their last characters differ most. */
function shardOf(inferenceId: string): number {
  let sum = 0;
  for (const character of inferenceId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % SHARDS;
}

/** DynamoDB forgets items after this time, in seconds since 1970. */
function expiry(since: number, retentionDays: number): AttributeValue {
  return { N: String(Math.floor(since / 1_000) + retentionDays * DAY_S) };
}
