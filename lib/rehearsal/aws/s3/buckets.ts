import { AwsError } from '../service';
import { Bucket, BucketEncryption } from './bucket';

/** 3 to 63 characters: lower-case letters, digits, `.` and `-`, a letter or digit at both ends (S3 user guide, "Bucket naming rules"). */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The account's buckets by name. */
export class Buckets {
  private readonly byName = new Map<string, Bucket>();

  has(name: string): boolean {
    return this.byName.has(name);
  }

  get(name: string): Bucket {
    const bucket = this.byName.get(name);
    if (bucket !== undefined) return bucket;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  }

  create(name: string): void {
    if (!BUCKET_NAME.test(name)) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
    }
    if (this.byName.has(name)) {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.';
      throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
    }
    this.byName.set(name, new Bucket());
  }

  encrypt(name: string, encryption: BucketEncryption): void {
    this.get(name).encryption = encryption;
  }

  notify(name: string, tellsEventBridge: boolean): void {
    this.get(name).tellsEventBridge = tellsEventBridge;
  }

  delete(name: string): void {
    if (this.get(name).size > 0) {
      const message = 'The bucket you tried to delete is not empty';
      throw new AwsError('BucketNotEmpty', message, 409, { BucketName: name });
    }
    this.byName.delete(name);
  }
}
