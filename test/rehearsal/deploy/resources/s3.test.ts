import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { s3Service } from '../../../../lib/rehearsal/aws/s3/s3-service';
import { DeployResult, readAssembly } from '../../../../lib/rehearsal/deploy';
import { Rehearsal } from '../support/rehearse';

jest.setTimeout(60_000); // synthesizing takes seconds on a busy machine

const BUCKET = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'models' } };
const encrypted = (BucketEncryption: object | undefined) => ({
  Bucket: { ...BUCKET, Properties: { ...BUCKET.Properties, BucketEncryption } },
});
const byKey = (KMSMasterKeyID?: string) => ({
  ServerSideEncryptionConfiguration: [
    { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID }, BucketKeyEnabled: true },
  ],
});

const does = (output: object) => ({ authorize: () => [], handle: () => output });
/** For the function that CDK would have empty the bucket, which nobody calls. */
const OF_UNCALLED_FUNCTIONS = {
  CreateFunction: does({ FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:emptying' }),
  DeleteFunction: does({}),
};

describe('buckets of a template', () => {
  let world: Rehearsal;
  let events: unknown[][];
  beforeEach(() => {
    world = new Rehearsal();
    events = [];
    world.account.register(s3Service(world.account.authorizer, (...event) => void events.push(event)));
  });
  afterEach(() => world.close());

  const put = (Bucket: string, Key = 'a') => world.account.call('s3', 'PutObject', { Bucket, Key, Body: 'x' });

  test('take objects, with the encryption that the template says', async () => {
    await world.deploy({ Bucket: BUCKET });
    expect(await put('models')).toMatchObject({ ServerSideEncryption: 'AES256' });
    await world.deploy(encrypted(byKey('1234')));
    const SSEKMSKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
    expect(await put('models')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    await world.deploy(encrypted(byKey()));
    expect(await put('models')).not.toHaveProperty('SSEKMSKeyId');
    await world.deploy({ Bucket: BUCKET });
    expect(await put('models')).toMatchObject({ ServerSideEncryption: 'AES256' });
  });

  test('tell EventBridge of new objects, if the template says so', async () => {
    const telling = (NotificationConfiguration: object | undefined) => ({
      Bucket: { ...BUCKET, Properties: { ...BUCKET.Properties, NotificationConfiguration } },
    });
    await world.deploy({ Bucket: BUCKET });
    await put('models');
    await world.deploy(telling({ EventBridgeConfiguration: { EventBridgeEnabled: true } }));
    await put('models', 'new');
    await world.deploy(telling({ EventBridgeConfiguration: { EventBridgeEnabled: false } }));
    await put('models');
    const object = { key: 'new', size: 1, etag: '9dd4e461268c8034f5c8564e155c67a6' };
    const detail = { version: '0', bucket: { name: 'models' }, object, reason: 'PutObject' };
    expect(events).toEqual([['Object Created', 'aws.s3', detail, ['arn:aws:s3:::models']]]);
  });

  test('fails to tell a queue of new objects', async () => {
    const NotificationConfiguration = { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn' }] };
    const Properties = { ...BUCKET.Properties, NotificationConfiguration };
    const result = await world.deploy({ Bucket: { ...BUCKET, Properties } });
    expect(result.reason).toContain("QueueConfigurations of a bucket's notifications is not emulated");
  });

  test.each([['x'.repeat(64)], ['Upper'], ['-x-']])('fails to be created as %s', async (BucketName) => {
    const result = await world.deploy({ Bucket: { ...BUCKET, Properties: { BucketName } } });
    expect(result).toMatchObject({ succeeded: false, status: 'ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('The specified bucket is not valid.');
  });

  test('fails to be deleted while something is in it', async () => {
    await world.deploy({ Bucket: BUCKET });
    await put('models');
    expect(await world.engine.destroy('Shop')).toMatchObject({ status: 'DELETE_FAILED' });
    await world.account.call('s3', 'DeleteObject', { Bucket: 'models', Key: 'a' });
    expect(await world.engine.destroy('Shop')).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  test('what CDK synthesizes: a file asset is readable, and a bucket that empties itself goes with its stack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 's3-'));
    try {
      writeFileSync(join(folder, 'set.jsonl'), '{"a":1}\n');
      const deploy = (): Promise<DeployResult> => {
        const app = new App({ outdir: join(folder, 'cdk.out') });
        const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
        const removal = { removalPolicy: RemovalPolicy.DESTROY };
        new Asset(stack, 'Set', { path: join(folder, 'set.jsonl') });
        const encryptionKey = new kms.Key(stack, 'Key', removal);
        new s3.Bucket(stack, 'Bucket', { ...removal, autoDeleteObjects: true, enforceSSL: true, encryptionKey });
        app.synth();
        return world.engine.deploy({ assembly: readAssembly(app.outdir, world.account), stackName: 'Shop' });
      };
      Object.assign(world.lambda.operations, OF_UNCALLED_FUNCTIONS);
      expect(await deploy()).toMatchObject({ status: 'CREATE_COMPLETE' });
      const assets = 'cdk-hnb659fds-assets-123456789012-eu-west-1';
      const { Contents } = await world.account.call('s3', 'ListObjectsV2', { Bucket: assets });
      const { Key } = Contents.find((each: { Key: string }) => each.Key.endsWith('.jsonl'));
      const { Body } = await world.account.call('s3', 'GetObject', { Bucket: assets, Key });
      expect(Body.toString()).toBe('{"a":1}\n');
      const before = world.account.journal.length;
      await deploy();
      expect(world.account.journal).toHaveLength(before);
      const bucket = [...world.engine.resources('Shop').values()].find((each) => each.definition.Type === BUCKET.Type)!;
      for (const key of ['a', 'b/c']) await put(bucket.physicalId, key);
      expect(await world.engine.destroy('Shop')).toMatchObject({ status: 'DELETE_COMPLETE' });
      await expect(put(bucket.physicalId)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
