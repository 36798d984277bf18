import { AwsError } from '../../service';

interface PageInput {
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

/** One page of a list; the token is the index where the next page starts. */
export function pageOf<T>(
  list: readonly T[],
  { MaxRecords, NextToken }: PageInput,
  most: number,
): { readonly items: readonly T[]; readonly next?: string } {
  const size = MaxRecords ?? most;
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new AwsError('ValidationError', `MaxRecords must be between 1 and ${most}, got ${size}`);
  }
  if (NextToken !== undefined && !/^\d+$/.test(NextToken)) {
    throw new AwsError('InvalidNextToken', `NextToken ${NextToken} is not from an earlier answer`);
  }
  const from = Number(NextToken ?? 0);
  const items = list.slice(from, from + size);
  return from + size < list.length ? { items, next: String(from + size) } : { items };
}
