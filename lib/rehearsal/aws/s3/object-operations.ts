import { AwsError, CallContext } from '../service';
import { Bucket, BucketEncryption, StoredObject } from './bucket';
import { byteRange } from './byte-range';
import { CHECKSUM_MEMBERS, etagOf, verifiedChecksums } from './checksums';

/** Longest key in bytes of UTF-8 (S3 user guide, "Object key naming"). */
const LONGEST_KEY = 1024;

/** Members that are kept with the object and given back. */
const KEPT = ['ContentType', 'ContentEncoding', 'ContentDisposition', 'ContentLanguage', 'CacheControl', 'Metadata'];

/** Puts an object whole. Throws PreconditionFailed when `IfNoneMatch` or `IfMatch` does not hold. */
export function putObject(bucket: Bucket, input: any, { clock }: CallContext): Record<string, unknown> {
  const { Key: key } = input;
  if (Buffer.byteLength(key) > LONGEST_KEY) throw new AwsError('KeyTooLongError', 'Your key is too long');
  requireConditions(bucket, input);
  const content = contentOf(input.Body);
  const checksums = verifiedChecksums(input, content);
  const etag = etagOf(content);
  const properties = {
    ContentType: 'application/octet-stream',
    ...Object.fromEntries(
      KEPT.filter((member) => input[member] !== undefined).map((member) => [member, input[member]]),
    ),
    ...checksums,
  };
  const modifiedAt = new Date(Math.floor(clock.now() / 1000) * 1000); // S3 knows whole seconds only
  bucket.put({ key, content, etag, modifiedAt, properties, encryption: bucket.encryption });
  return { ETag: etag, ...checksums, ...encryptionMembers(bucket.encryption) };
}

/** The object or a range of it. */
export function getObject(object: StoredObject, input: any): Record<string, unknown> {
  const { content } = object;
  const range = byteRange(input.Range, content.length);
  const head = headObject(object, input);
  if (range === undefined) return { ...head, Body: content };
  const body = content.subarray(range.first, range.last + 1);
  return {
    ...withoutChecksums(head), // they are of the whole object, and a client would compare them with the part
    ContentLength: body.length,
    ContentRange: `bytes ${range.first}-${range.last}/${content.length}`,
    Body: body,
  };
}

/** What is told of an object beside its content; checksums only to those who ask. */
export function headObject(
  { content, etag, modifiedAt, properties, encryption }: StoredObject,
  { ChecksumMode: mode }: { readonly ChecksumMode?: string },
): Record<string, unknown> {
  return {
    AcceptRanges: 'bytes',
    ETag: etag,
    LastModified: modifiedAt,
    ContentLength: content.length,
    ...(mode === 'ENABLED' ? properties : withoutChecksums(properties)),
    ...encryptionMembers(encryption),
  };
}

function requireConditions(bucket: Bucket, { Key: key, IfNoneMatch: ifNoneMatch, IfMatch: ifMatch }: any): void {
  const existing = bucket.find(key);
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'If-None-Match of PutObject takes * only', 501);
  }
  const isMet =
    (ifNoneMatch === undefined || existing === undefined) &&
    (ifMatch === undefined || bucket.get(key).etag.replaceAll('"', '') === String(ifMatch).replaceAll('"', ''));
  if (!isMet) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
      Condition: ifNoneMatch === undefined ? 'If-Match' : 'If-None-Match',
    });
  }
}

function contentOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  const bytes = body as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function withoutChecksums(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isChecksum = (name: string) => CHECKSUM_MEMBERS.includes(name) || name === 'ChecksumType';
  return Object.fromEntries(Object.entries(members).filter(([name]) => !isChecksum(name)));
}

function encryptionMembers(encryption: BucketEncryption): Record<string, unknown> {
  const { algorithm } = encryption;
  const keyArn = algorithm === 'aws:kms' ? encryption.keyArn : undefined;
  return { ServerSideEncryption: algorithm, ...(keyArn === undefined ? {} : { SSEKMSKeyId: keyArn }) };
}
