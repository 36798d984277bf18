import { setTimeout as sleep } from 'node:timers/promises';
import { comparing } from '../../../lib/core/compare/compare';
import { originOf } from '../../../lib/gateway/aws/origin';
import { putNewObject } from '../../../lib/gateway/aws/new-object';
import { SECRET_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { predict } from '../support/client';
import { S3 } from '../support/s3';
import { eventually, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const keys = (accessKeyId = 'AKIDEXAMPLE') => ({
  current: () => ({ accessKeyId, secretAccessKey: SECRET_ACCESS_KEY, sessionToken: 'a token', expiresAt: undefined }),
});

async function store(s3: S3, ring: Parameters<typeof putNewObject>[0]['keys'] = keys()) {
  const origin = originOf(`http://127.0.0.1:${await s3.listen()}`)!;
  return (path: string, body = '{}') =>
    putNewObject({ origin, region: 'eu-west-1', keys: ring, now: Date.now }, path, Buffer.from(body));
}

test('puts an object by one signed request, and never over another', async () => {
  const s3 = new S3(world);
  const put = await store(s3);
  await expect(put('/a.bucket/p/r/1.json', '{"a":"größer"}')).resolves.toBe(true);
  await expect(put('/a.bucket/p/r/1.json')).resolves.toBe(false);
  expect(s3.objects.get('/a.bucket/p/r/1.json')).toBe('{"a":"größer"}');
  s3.answer = 409; // somebody else is just putting it
  await expect(put('/a.bucket/p/r/2.json')).resolves.toBe(false);
  expect(s3.problems).toEqual([]);
});

test('fails with what S3 says, or without keys', async () => {
  const s3 = new S3(world);
  s3.answer = 403;
  const problem = 'PutObject of /bucket/1.json failed with status 403: AccessDenied';
  await expect((await store(s3))('/bucket/1.json')).rejects.toThrow(problem);
  const none = await store(s3, { current: () => undefined });
  await expect(none('/bucket/1.json')).rejects.toThrow('there are no AWS credentials');
});

test('a gateway keeps a mirrored request that was answered otherwise, and nothing of those that agree', async () => {
  const s3 = new S3(world);
  let other = '{"score":0.5}';
  const model = (answer: () => string) =>
    world.model((request, response) => void request.resume().on('end', () => response.end(answer())));
  const running = await world.gateway(await model(() => '{"score":0.5}'), {
    settings: {
      mirror: { from: 'blue', to: 'green', percent: 100, until: 4e9 },
      compare: comparing([{ kind: 'equal', path: 'score' }]),
      release: 'v2-release',
    },
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${await model(() => other)}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
      GATEWAY_SAMPLES_BUCKET: 'evidence',
      GATEWAY_SAMPLES_PREFIX: 'models/fraud',
      GATEWAY_SAMPLES_REDACT: '["user"]',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await s3.listen()}`,
    },
  });
  await sleep(1); // the first settings are read without waiting
  await predict(running.port);
  await eventually('a copy agrees', () => running.gateway.metrics.take().counts.Agree === 1);
  expect(s3.objects.size).toBe(0);
  other = '{"score":0.9}';
  await predict(running.port, { body: '{"user":"ada","amount":3}' });
  await eventually('a sample is kept', () => s3.objects.size === 1);
  const sample = JSON.parse(s3.objects.get('/evidence/models/fraud/v2-release/1.json')!) as Record<string, any>;
  expect(sample).toMatchObject({
    outcome: 'disagree',
    request: { id: expect.any(String), body: { user: '(redacted)', amount: 3 } },
    blue: { status: 200, body: { score: 0.5 } },
    green: { status: 200, body: { score: 0.9 } },
  });
  expect(s3.problems).toEqual([]);
});
