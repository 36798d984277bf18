import { AwsError } from '../service';
import { Bucket, StoredObject } from './bucket';

/** Most entries of one page (API reference of ListObjectsV2). */
const LARGEST_PAGE = 1000;

/** An entry of a listing: an object, or all keys that begin alike up to a delimiter. */
interface Entry {
  readonly object?: StoredObject;
  readonly commonPrefix?: string;
  /** The next page begins behind this. */
  readonly lastKey: string;
}

/** One page of ListObjectsV2, in the order of the keys' bytes. */
export function listObjects(bucket: Bucket, input: any): Record<string, unknown> {
  const { Bucket: Name, Prefix = '', Delimiter, StartAfter, ContinuationToken } = input;
  const MaxKeys = pageSize(input.MaxKeys);
  const after = ContinuationToken === undefined ? StartAfter : keyOf(ContinuationToken);
  const page: Entry[] = [];
  let IsTruncated = false;
  for (const entry of entries(bucket, Prefix, Delimiter, after)) {
    IsTruncated = page.length === MaxKeys;
    if (IsTruncated) break;
    page.push(entry);
  }
  const last = page.at(-1);
  return {
    ...{ Name, Prefix, Delimiter, StartAfter, ContinuationToken, MaxKeys, IsTruncated },
    KeyCount: page.length,
    NextContinuationToken: IsTruncated && last !== undefined ? tokenOf(last.lastKey) : undefined,
    Contents: page.flatMap(({ object }) => (object === undefined ? [] : [describe(object)])),
    CommonPrefixes: page.flatMap(({ commonPrefix }) => (commonPrefix === undefined ? [] : [{ Prefix: commonPrefix }])),
  };
}

function* entries(
  bucket: Bucket,
  prefix: string,
  delimiter: string | undefined,
  after: string | undefined,
): Generator<Entry> {
  const keys = bucket.keys();
  let index = after === undefined ? 0 : keys.findIndex((key) => isBehind(key, after));
  if (index < 0) return;
  while (index < keys.length) {
    const key = keys[index++];
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === undefined || delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      yield { object: bucket.get(key), lastKey: key };
      continue;
    }
    const commonPrefix = key.slice(0, end + delimiter!.length);
    let lastKey = key;
    while (index < keys.length && keys[index].startsWith(commonPrefix)) lastKey = keys[index++];
    yield { commonPrefix, lastKey };
  }
}

function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

function describe({ key, content, etag, modifiedAt }: StoredObject): Record<string, unknown> {
  return { Key: key, LastModified: modifiedAt, ETag: etag, Size: content.length, StorageClass: 'STANDARD' };
}

function pageSize(given: unknown): number {
  if (given === undefined) return LARGEST_PAGE;
  const size = Number(given);
  if (Number.isInteger(size) && size >= 0) return Math.min(size, LARGEST_PAGE);
  throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
}

/** Callers must not read it. */
function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64');
}

function keyOf(token: string): string {
  const key = Buffer.from(token, 'base64').toString();
  if (tokenOf(key) === token) return key;
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
}
