import { AwsError } from '../service';

/** How a bucket encrypts what is put into it; `keyArn` only for a key of the account's own. */
export type BucketEncryption =
  { readonly algorithm: 'AES256' } | { readonly algorithm: 'aws:kms'; readonly keyArn?: string };

/** An object; a put replaces it whole. */
export interface StoredObject {
  readonly key: string;
  readonly content: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAt: Date;
  /** Members that GetObject and HeadObject give back as they were put: content type, metadata, checksums. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly encryption: BucketEncryption;
}

/** The objects of one bucket, in memory. */
export class Bucket {
  /** S3 encrypts with keys of its own when nothing else is said. */
  encryption: BucketEncryption = { algorithm: 'AES256' };
  /** Whether EventBridge is told of new objects. */
  tellsEventBridge = false;
  private readonly objects = new Map<string, StoredObject>();
  /** Of all objects; undefined after a change. */
  private sorted: readonly string[] | undefined;

  get size(): number {
    return this.objects.size;
  }

  find(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  get(key: string): StoredObject {
    const object = this.objects.get(key);
    if (object === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    return object;
  }

  put(object: StoredObject): void {
    if (!this.objects.has(object.key)) this.sorted = undefined;
    this.objects.set(object.key, object);
  }

  delete(key: string): void {
    if (this.objects.delete(key)) this.sorted = undefined;
  }

  /** All keys in the order of their bytes of UTF-8, in which S3 lists them. */
  keys(): readonly string[] {
    this.sorted ??= [...this.objects.keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    return this.sorted;
  }
}
