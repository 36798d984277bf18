import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { S3World } from './fixture';

const BUCKET = 'guarded';
const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
const OBJECTS = `arn:aws:s3:::${BUCKET}/mine/*`;
const allow = (Action: string | string[], Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

let world: S3World;
beforeAll(async () => {
  world = await S3World.open();
  await world.bucket(BUCKET);
  await world.bucket('keyed', KEY_ARN);
  for (const Bucket of [BUCKET, 'keyed']) {
    await world.client().send(new PutObjectCommand({ Bucket, Key: 'mine/1', Body: 'x' }));
  }
});
afterAll(() => world.close());

const get = (Key: string, Bucket = BUCKET) => new GetObjectCommand({ Bucket, Key });
const put = (Key: string, Bucket = BUCKET) => new PutObjectCommand({ Bucket, Key, Body: 'y' });
const list = (Prefix?: string) => new ListObjectsV2Command({ Bucket: BUCKET, Prefix });

type Send = (client: S3Client) => Promise<unknown>;

test.each<[string, object[], Send]>([
  ['reads', [allow('s3:GetObject*', OBJECTS)], (client) => client.send(get('mine/1'))],
  [
    'asks for the head',
    [allow('s3:GetObject', OBJECTS)],
    (client) => client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'mine/1' })),
  ],
  ['puts', [allow('s3:PutObject', OBJECTS)], (client) => client.send(put('mine/2'))],
  [
    'deletes',
    [allow('s3:DeleteObject*', OBJECTS)],
    (client) => client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'mine/2' })),
  ],
  ['lists', [allow('s3:List*', `arn:aws:s3:::${BUCKET}`)], (client) => client.send(list())],
  [
    'lists below a prefix',
    [allow('s3:ListBucket', `arn:aws:s3:::${BUCKET}`, { Condition: { StringLike: { 's3:prefix': 'mine/*' } } })],
    (client) => client.send(list('mine/')),
  ],
  [
    'reads with a key',
    [allow(['s3:GetObject'], '*'), allow('kms:Decrypt', KEY_ARN)],
    (client) => client.send(get('mine/1', 'keyed')),
  ],
  [
    'puts with a key',
    [allow(['s3:PutObject'], '*'), allow('kms:GenerateDataKey*', KEY_ARN)],
    (client) => client.send(put('mine/2', 'keyed')),
  ],
])('a role %s by its policy, and fails to without it', async (what, statements, send) => {
  const roleName = what.replaceAll(' ', '-');
  await send(await world.clientOf(roleName, statements));
  const elsewhere = statements.map((statement) => ({ ...statement, Resource: 'arn:aws:s3:::other/*' }));
  const denied = send(await world.clientOf(`no-${roleName}`, elsewhere));
  await expect(denied).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test.each<[string, object[], Send, string]>([
  [
    'to read with no use of the key',
    [allow('s3:GetObject', '*')],
    (client) => client.send(get('mine/1', 'keyed')),
    `kms:Decrypt on resource: ${KEY_ARN}`,
  ],
  [
    'to put with no use of the key',
    [allow('s3:PutObject', '*')],
    (client) => client.send(put('x', 'keyed')),
    'kms:GenerateDataKey',
  ],
  [
    'to list above its prefix',
    [allow('s3:ListBucket', '*', { Condition: { StringLike: { 's3:prefix': 'mine/*' } } })],
    (client) => client.send(list()),
    's3:ListBucket',
  ],
  [
    'to learn that a key is not there',
    [allow('s3:GetObject', '*')],
    (client) => client.send(get('none')),
    's3:ListBucket',
  ],
  [
    'against a Deny',
    [allow('s3:*', '*'), { ...allow('s3:GetObject', OBJECTS), Effect: 'Deny' }],
    (client) => client.send(get('mine/1')),
    'explicit deny',
  ],
])('fails %s', async (what, statements, send, message) => {
  const sent = send(await world.clientOf(what.replaceAll(' ', '-'), statements));
  await expect(sent).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining(message) });
});

test('who may list the bucket is told that a key is not there', async () => {
  const client = await world.clientOf('lister', [allow(['s3:GetObject', 's3:ListBucket'], '*')]);
  await expect(client.send(get('none'))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('an object encrypted with a key says so', async () => {
  const head = await world.client().send(new HeadObjectCommand({ Bucket: 'keyed', Key: 'mine/1' }));
  expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN });
});
