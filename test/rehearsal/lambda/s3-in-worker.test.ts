import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { s3Service } from '../../../lib/rehearsal/aws/s3/s3-service';
import { WireServer } from '../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { LambdaRuntime } from '../../../lib/rehearsal/lambda/lambda-runtime';
import { Network } from '../../../lib/rehearsal/network';
import { createRole } from '../aws/iam/roles';
import { buildWorker, bundledHandler } from './build-worker';

jest.setTimeout(30_000);

/** Counts the lines of an object as they come, and puts what it found: as text, as a stream, and only once. */
const HANDLER = `
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
const put = (Key, Body, more) => s3.send(new PutObjectCommand({ Bucket: 'golden', Key, Body, ...more }));
export const handler = async () => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'golden', Key: 'set.jsonl' }));
  let lines = 0;
  for await (const line of createInterface({ input: Body })) lines += JSON.parse(line).n === lines ? 1 : NaN;
  await put('found/text.json', JSON.stringify({ lines }), { IfNoneMatch: '*' });
  await put('found/stream', Readable.from([Buffer.from('a'), Buffer.from('b')]), { ContentLength: 2 });
  const again = await put('found/text.json', '{}', { IfNoneMatch: '*' }).catch(({ name }) => name);
  const denied = await put('elsewhere', '{}').catch(({ name }) => name);
  const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: 'golden', Key: 'found/stream' }));
  return { lines, again, denied, ContentLength };
};`;

test('a function reads and puts objects with the SDK in its bundle and its role’s permissions', async () => {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const account = new EmulatedAccount({ clock });
  account.register(s3Service(account.authorizer));
  const server = await WireServer.start(account);
  const workerScript = await buildWorker();
  const runtime = new LambdaRuntime({ account, network: new Network(), endpoint: server.endpoint, workerScript });
  try {
    const roleArn = await createRole(account, 'reader', 'lambda.amazonaws.com', [
      { Effect: 'Allow', Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: 'arn:aws:s3:::golden/*' },
      { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::golden/found/*' },
    ]);
    const lines = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(100) }));
    await account.call('s3', 'CreateBucket', { Bucket: 'golden' });
    await account.call('s3', 'PutObject', { Bucket: 'golden', Key: 'set.jsonl', Body: lines.join('\n') });
    const outcome = await runtime.invoke(
      {
        functionName: 'counting',
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:counting',
        roleArn,
        runtime: 'nodejs22.x',
        handler: 'index.handler',
        codeDirectory: await bundledHandler(HANDLER),
        timeoutSeconds: 20,
        memoryMb: 128,
        environment: {},
      },
      '{}',
    );
    const answer = { lines: 20_000, again: 'PreconditionFailed', denied: 'AccessDenied', ContentLength: 2 };
    expect(outcome.ok ? JSON.parse(outcome.payload) : outcome.error).toEqual(answer);
    const { Body } = await account.call('s3', 'GetObject', { Bucket: 'golden', Key: 'found/stream' });
    expect(Body.toString()).toBe('ab');
  } finally {
    await runtime.stop();
    await server.close();
    clock.stop();
  }
});
