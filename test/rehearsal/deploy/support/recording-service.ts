import { Account } from '../../../../lib/rehearsal/aws/account';

/** Answers by operation name; an operation that is not in it is refused by the account. */
export type Answers = Readonly<Record<string, object>>;

/** A service that answers the same to every call: the account's journal is what a test looks at. */
export function registerAnswers(account: Account, signingName: string, answers: Answers): void {
  account.register({
    signingName,
    protocol: 'json-1.1',
    operations: Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [name, { authorize: () => [], handle: () => answer }]),
    ),
  });
}

/** Calls of one service as `[operation, input]`. */
export function callsOf(account: Account, signingName: string): readonly (readonly [string, unknown])[] {
  return account.journal
    .filter((entry) => entry.service === signingName)
    .map((entry) => [entry.operation, entry.input] as const);
}
