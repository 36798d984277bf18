import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** Reasons of a cancelled transaction that mean that somebody else wrote, or is writing, the same item. */
const RACES = ['ConditionalCheckFailed', 'TransactionConflict'];

/** Reasons that pass, by the name under which the workflow tries again (`THROTTLE_ERRORS`). */
const PASSING: Readonly<Record<string, string>> = {
  ThrottlingError: 'ThrottlingException',
  ProvisionedThroughputExceeded: 'ProvisionedThroughputExceededException',
};

/**
 * True when a transaction was cancelled because another writer came first: read again and decide again. DynamoDB says throttling
 * in the same way, which the SDK does not repeat; that is thrown under the name that the workflow repeats.
 */
export function lostRace(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const passing = codes.map((code) => PASSING[code]).find((name) => name !== undefined);
  if (passing !== undefined) throw Object.assign(new Error(error.message), { name: passing });
  return codes.length > 0 && codes.every((code) => RACES.includes(code));
}
