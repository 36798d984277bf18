import { SECRET_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { predict } from '../support/client';
import { S3 } from '../support/s3';
import { eventually, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

async function capturing(s3: S3, model: number, variables: Record<string, string> = {}) {
  return world.gateway(model, {
    settings: { versions: { blue: '1.3' } },
    variables: {
      GATEWAY_PREDICTIONS_BUCKET: 'quality',
      GATEWAY_PREDICTIONS_PATH: 'outputs[0].data',
      GATEWAY_PREDICTIONS_MS: '20',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await s3.listen()}`,
      ...variables,
    },
  });
}

test('a gateway keeps what its model predicts, by signed requests, under the id that the caller gets too', async () => {
  const s3 = new S3(world);
  const model = await world.model((request, response) =>
    request.resume().on('end', () => response.end('{"outputs":[{"data":[true]}]}')),
  );
  const { port } = await capturing(s3, model);
  const { headers } = await predict(port);
  await eventually('predictions are put', () => s3.objects.size === 1);
  const [[path, text]] = s3.objects;
  expect(path).toMatch(/^\/quality\/predictions\/[\w-]{36}\.jsonl$/);
  expect(JSON.parse(text)).toEqual({
    inferenceId: headers['x-request-id'],
    environment: 'blue',
    version: expect.any(String),
    prediction: [true],
  });
  expect(s3.problems).toEqual([]);
});

test('a gateway keeps the features that it is told of', async () => {
  const s3 = new S3(world);
  const model = await world.model((request, response) =>
    request.resume().on('end', () => response.end('{"outputs":[{"data":1}]}')),
  );
  const features = JSON.stringify({ amount: 'inputs[0].data[0]' });
  const { port } = await capturing(s3, model, { GATEWAY_PREDICTIONS_FEATURES: features });
  await predict(port, { body: '{"inputs":[{"data":[7]}]}' });
  await eventually('predictions are put', () => s3.objects.size === 1);
  expect(JSON.parse([...s3.objects.values()][0])).toMatchObject({ prediction: 1, features: { amount: 7 } });
});

test('callers notice nothing of an S3 that refuses', async () => {
  const s3 = new S3(world);
  s3.answer = 403;
  const model = await world.model((request, response) =>
    request.resume().on('end', () => response.end('{"outputs":[]}')),
  );
  const { port } = await capturing(s3, model);
  for (let count = 0; count < 3; count++) expect((await predict(port)).status).toBe(200);
});

test('fails to start with a path that is none', async () => {
  const features = JSON.stringify({ amount: 'a[?b]' });
  await expect(capturing(new S3(world), 1, { GATEWAY_PREDICTIONS_FEATURES: features })).rejects.toThrow(
    'GATEWAY_PREDICTIONS_FEATURES: a path must be',
  );
  await expect(capturing(new S3(world), 1, { GATEWAY_PREDICTIONS_PATH: 'a[?b]' })).rejects.toThrow(
    'GATEWAY_PREDICTIONS_PATH: a path must be',
  );
});
