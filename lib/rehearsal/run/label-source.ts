import { QualityLabel, QualityPrefix } from '../../contract';
import { Account, JournalEntry } from '../aws/account';

const MINUTE_MS = 60_000;

/** What is known of the requests of a load: the labels by their places in it, and when they come. */
export interface LateLabels {
  readonly byRequest: ReadonlyMap<number, QualityLabel>;
  /** Virtual minutes after the prediction was kept. */
  readonly afterMinutes: number;
}

/** Inference id of a request: its place in the load, and its turn. */
export function inferenceId(place: number, turn: number): string {
  return `${place}-${turn}`;
}

/**
 * Whoever learns the truth: for each object of predictions that gateways put, puts one with the labels later. Works by the ids alone and never
 * looks at what was predicted.
 *
 * @param account is observed: the returned function is to be added to its observers
 */
export function labelSource(account: Account, { byRequest, afterMinutes }: LateLabels) {
  return async ({ service, operation, input, error }: JournalEntry): Promise<void> => {
    const { Bucket, Key = '' } = input as { readonly Bucket?: string; readonly Key?: string };
    if (service !== 's3' || operation !== 'PutObject' || error !== undefined) return;
    if (!Key.startsWith(QualityPrefix.PREDICTIONS)) return;
    const { Body } = await account.call('s3', 'GetObject', { Bucket, Key });
    const labels = String(Body)
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly inferenceId: string }).inferenceId)
      .flatMap((id) => {
        const label = byRequest.get(Number(id.split('-')[0]));
        return label === undefined ? [] : [JSON.stringify({ inferenceId: id, label })];
      });
    if (labels.length === 0) return;
    const target = {
      Bucket,
      Key: Key.replace(QualityPrefix.PREDICTIONS, QualityPrefix.LABELS),
      Body: labels.join('\n'),
    };
    const due = account.clock.now() + afterMinutes * MINUTE_MS;
    account.clock.at(due, async () => void (await account.call('s3', 'PutObject', target)));
  };
}
