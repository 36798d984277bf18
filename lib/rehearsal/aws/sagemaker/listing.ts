import { requireConstraints } from './constraints';
import { invalid } from './errors';

/** What the three List operations have in common; ListEndpoints alone has the last three. */
export interface ListInput {
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly NameContains?: string;
  readonly CreationTimeBefore?: Date;
  readonly CreationTimeAfter?: Date;
  readonly LastModifiedTimeBefore?: Date;
  readonly LastModifiedTimeAfter?: Date;
  readonly StatusEquals?: string;
}

export interface Listed {
  readonly name: string;
  readonly createdAt: Date;
  readonly modifiedAt?: Date;
  readonly status?: string;
}

/** Page of a request that does not say (API reference of ListEndpoints). */
const DEFAULT_PAGE = 10;

/** One page of a list: filtered, sorted by creation time from the latest on unless told otherwise. */
export function listed<T extends Listed>(
  resources: readonly T[],
  input: ListInput,
  sortKeys: readonly string[],
): { readonly page: readonly T[]; readonly NextToken?: string } {
  requireConstraints([
    ['maxResults', input.MaxResults, { min: 1, max: 100 }],
    ['nameContains', input.NameContains, { maxLength: 63, pattern: /^[a-zA-Z0-9-]+$/ }],
    ['sortBy', input.SortBy, { values: sortKeys }],
    ['sortOrder', input.SortOrder, { values: ['Ascending', 'Descending'] }],
  ]);
  const sorted = resources.filter((resource) => matches(resource, input)).sort(order(input.SortBy ?? 'CreationTime'));
  if ((input.SortOrder ?? 'Descending') === 'Descending') sorted.reverse();
  return pageOf(sorted, input);
}

function matches({ name, createdAt, modifiedAt, status }: Listed, input: ListInput): boolean {
  if (input.NameContains !== undefined && !name.toLowerCase().includes(input.NameContains.toLowerCase())) return false;
  if (!isWithin(createdAt, input.CreationTimeAfter, input.CreationTimeBefore)) return false;
  if (!isWithin(modifiedAt ?? createdAt, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore)) return false;
  return input.StatusEquals === undefined || status === input.StatusEquals;
}

/** "Greater than or equal to" the one, before the other (API reference of ListEndpoints). */
function isWithin(time: Date, after: Date | undefined, before: Date | undefined): boolean {
  return (after === undefined || time >= after) && (before === undefined || time < before);
}

/** Resources of the same time or status stay in the order of their names. */
function order(key: string): (one: Listed, other: Listed) => number {
  const valueOf = (resource: Listed) => {
    if (key === 'CreationTime') return resource.createdAt.toISOString();
    return key === 'Status' ? (resource.status ?? '') : resource.name;
  };
  return (one, other) => compare(valueOf(one), valueOf(other)) || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The token is the index at which the next page begins. */
function pageOf<T>(list: readonly T[], { MaxResults = DEFAULT_PAGE, NextToken }: ListInput) {
  if (NextToken !== undefined && !/^\d+$/.test(NextToken)) throw invalid(`Invalid pagination token: ${NextToken}`);
  const from = Number(NextToken ?? 0);
  const page = list.slice(from, from + MaxResults);
  return from + MaxResults < list.length ? { page, NextToken: String(from + MaxResults) } : { page };
}
