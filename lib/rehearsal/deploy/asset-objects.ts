import { readFile } from 'node:fs/promises';
import { Account } from '../aws/account';
import { AwsError } from '../aws/service';
import { AssetObject } from './assembly';

/**
 * Puts file assets into the emulated S3 before a deployment, as the CDK command line does: a key that has been put stays as it
 * is, because it is the hash of its content.
 */
export class AssetObjects {
  private readonly put = new Set<string>();
  private readonly buckets = new Set<string>();

  constructor(private readonly account: Account) {}

  async publish(objects: readonly AssetObject[]): Promise<void> {
    if (!this.account.serviceNames().includes('s3')) return;
    const release = this.account.clock.hold(); // reading files takes real time
    try {
      await this.putNew(objects);
    } finally {
      release();
    }
  }

  private async putNew(objects: readonly AssetObject[]): Promise<void> {
    for (const { bucket, key, path } of objects) {
      if (this.put.has(`${bucket}/${key}`)) continue;
      await this.requireBucket(bucket);
      await this.account.call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: await readFile(path) });
      this.put.add(`${bucket}/${key}`);
    }
  }

  /** The bucket that `cdk bootstrap` makes. */
  private async requireBucket(Bucket: string): Promise<void> {
    if (this.buckets.has(Bucket)) return;
    this.buckets.add(Bucket);
    try {
      await this.account.call('s3', 'CreateBucket', { Bucket });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'BucketAlreadyOwnedByYou')) throw error;
    }
  }
}
