import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { EvidencePrefix } from '../../contract';
import { nameOf } from './errors';

export type S3 = Pick<S3Client, 'send'>;

/** Text of objects in the evidence bucket. */
export class EvidenceStore {
  constructor(
    private readonly s3: S3,
    private readonly bucket: string,
  ) {}

  async write(key: string, text: string): Promise<void> {
    const ContentType = key.endsWith('.json') ? 'application/json' : 'application/jsonl';
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: text, ContentType }));
  }

  async read(key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }
}

/** Keys of one check of one release. */
export function keysOf(modelName: string, releaseId: string, check: string) {
  const work = `${EvidencePrefix.work(modelName)}${releaseId}/${check}`;
  const evidence = `${EvidencePrefix.evidence(modelName)}${releaseId}/${check}`;
  const number = (shard: number) => String(shard).padStart(5, '0');
  return {
    set: `${work}/set.json`,
    timeLimit: `${work}/time-limit.json`,
    shard: (shard: number) => `${work}/shard-${number(shard)}.jsonl`,
    counts: (shard: number) => `${work}/counts-${number(shard)}.json`,
    result: `${evidence}.json`,
    /** How each item of a shard went, where that is kept. */
    details: (shard: number) => `${evidence}/results-${number(shard)}.jsonl`,
  };
}

/** What keeps a dataset from being read that nobody but its owner can change. */
const UNREADABLE = ['NoSuchKey', 'NoSuchBucket', 'AccessDenied', 'InvalidObjectState'];

/** An object that others wrote, chunk by chunk. Throws an error that names the object when it can't be read. */
export async function openObject(
  s3: S3,
  bucket: string,
  key: string,
): Promise<{ etag?: string; chunks: AsyncIterable<string> }> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return {
      ...(ETag === undefined ? {} : { etag: ETag }),
      chunks: decoded(Body as AsyncIterable<Uint8Array> | undefined),
    };
  } catch (error) {
    if (!UNREADABLE.includes(nameOf(error))) throw error;
    throw new Error(
      `the object must be readable at s3://${bucket}/${key}, got ${nameOf(error)}; put it there, and see that the bucket admits the function`,
      { cause: error },
    );
  }
}

async function* decoded(chunks: AsyncIterable<Uint8Array> | undefined): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks ?? []) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
