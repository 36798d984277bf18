import { AuthorizationRequest, AwsError, CallContext } from '../service';
import { requireCondition } from './condition';
import { invalid, validateItem } from './item';
import { Tables } from './tables';

/** Actions of one transaction (TransactWriteItems, API reference). */
const MAX_ACTIONS = 100;

/** How long a token makes a repeated request harmless (TransactWriteItems, API reference: 10 minutes). */
const TOKEN_LIFE_MS = 10 * 60_000;

/** Transactions of puts: what the bundles send. Any other action answers 501. */
export class Transactions {
  private readonly tokens = new Map<string, { readonly body: string; readonly at: number }>();

  constructor(private readonly tables: Tables) {}

  /** DynamoDB authorises each action as the single call of its kind. */
  authorize(input: any, requestOf: (put: any) => AuthorizationRequest): readonly AuthorizationRequest[] {
    return putsOf(input).map(requestOf);
  }

  /** Carries out all puts, or none with TransactionCanceledException. */
  write(input: any, { clock }: CallContext): Record<string, never> {
    const puts = putsOf(input);
    if (puts.length > MAX_ACTIONS)
      throw invalid(`TransactItems has ${MAX_ACTIONS} actions at most, got ${puts.length}`);
    if (this.isRepeated(input, clock.now())) return {};
    this.rejectSameItem(puts);
    const reasons = puts.map((put) => this.reasonAgainst(put));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    for (const { TableName, Item } of puts) this.tables.get(TableName).put(Item);
    this.remember(input, clock.now());
    return {};
  }

  private reasonAgainst(put: any): { readonly Code: string; readonly Message?: string } {
    validateItem(put.Item);
    try {
      requireCondition(put, () => this.tables.get(put.TableName).existing(put.Item));
      return { Code: 'None' };
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
        return { Code: 'ConditionalCheckFailed', Message: error.message };
      }
      throw error;
    }
  }

  private rejectSameItem(puts: readonly any[]): void {
    const keys = puts.map(({ TableName, Item }) => {
      const table = this.tables.get(TableName);
      return JSON.stringify([table.definition.tableName, table.keyAttributes(Item)]);
    });
    if (new Set(keys).size < keys.length) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
  }

  private isRepeated({ ClientRequestToken: token, ...request }: any, now: number): boolean {
    const known = token === undefined ? undefined : this.tokens.get(token);
    if (known === undefined || now - known.at > TOKEN_LIFE_MS) return false;
    if (known.body === JSON.stringify(request)) return true;
    throw new AwsError('IdempotentParameterMismatchException', 'The token was used with other parameters');
  }

  private remember({ ClientRequestToken: token, ...request }: any, now: number): void {
    if (token !== undefined) this.tokens.set(token, { body: JSON.stringify(request), at: now });
  }
}

function putsOf(input: any): readonly any[] {
  return (input.TransactItems as any[]).map((action) => {
    const [kind = 'nothing', ...others] = Object.keys(action);
    if (kind === 'Put' && others.length === 0) return action.Put;
    throw new AwsError(
      'NotImplemented',
      `${[kind, ...others].join(' and ')} of TransactWriteItems is not emulated`,
      501,
    );
  });
}

function cancelled(CancellationReasons: readonly { readonly Code: string }[]): AwsError {
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, { CancellationReasons });
}
