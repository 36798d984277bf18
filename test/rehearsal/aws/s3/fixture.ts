import { S3Client } from '@aws-sdk/client-s3';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { s3Service } from '../../../../lib/rehearsal/aws/s3/s3-service';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

/** An account with S3 behind a wire server. */
export class S3World {
  private readonly clients: S3Client[] = [];

  private constructor(
    readonly account: EmulatedAccount,
    readonly server: WireServer,
  ) {}

  static async open(): Promise<S3World> {
    const account = new EmulatedAccount({ clock: new VirtualClock(Date.UTC(2030, 0, 1)) });
    account.register(s3Service(account.authorizer));
    return new S3World(account, await WireServer.start(account));
  }

  /** The real client, as the rehearsal or with a key of a role. */
  client(accessKeyId?: string): S3Client {
    const client = new S3Client({ ...clientConfig(this.account, this.server, accessKeyId), maxAttempts: 1 });
    this.clients.push(client);
    return client;
  }

  /** A client with a role that has these statements. */
  async clientOf(roleName: string, statements: readonly object[]): Promise<S3Client> {
    const roleArn = await createRole(this.account, roleName, 'lambda.amazonaws.com', statements);
    return this.client(this.account.accessKeys.accessKeyFor(roleArn));
  }

  async bucket(name: string, kmsKey?: string): Promise<string> {
    await this.account.call('s3', 'CreateBucket', { Bucket: name });
    if (kmsKey === undefined) return name;
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey };
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
    await this.account.call('s3', 'PutBucketEncryption', { Bucket: name, ServerSideEncryptionConfiguration });
    return name;
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.server.close();
    this.account.clock.stop();
  }
}
