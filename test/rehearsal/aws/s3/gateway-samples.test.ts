import { setTimeout as sleep } from 'node:timers/promises';
import { comparing } from '../../../../lib/core/compare/compare';
import { SECRET_ACCESS_KEY } from '../../../../lib/rehearsal/aws/access-keys';
import { predict } from '../../../gateway/support/client';
import { eventually, World } from '../../../gateway/support/world';
import { createRole } from '../iam/roles';
import { S3World } from './fixture';

const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
/** As `lib/hosting/gateway/disagreement-samples.ts` grants them. */
const GRANTS = [
  { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::evidence/models/fraud/*' },
  { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: KEY_ARN },
];

let aws: S3World;
let world: World;
beforeEach(async () => {
  world = new World();
  aws = await S3World.open();
  await aws.bucket('evidence', KEY_ARN);
});
afterEach(async () => {
  await world.close();
  await aws.close();
});

/** A gateway with a task role, whose mirrored requests are answered otherwise. */
async function gateway(statements: readonly object[]) {
  const roleArn = await createRole(aws.account, 'task', 'ecs-tasks.amazonaws.com', statements);
  const model = (score: number) =>
    world.model((request, response) => void request.resume().on('end', () => response.end(`{"score":${score}}`)));
  const running = await world.gateway(await model(0.5), {
    settings: {
      mirror: { from: 'blue', to: 'green', percent: 100, until: 4e9 },
      compare: comparing([{ kind: 'equal', path: 'score' }]),
      release: 'v2-release',
    },
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${await model(0.9)}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
      GATEWAY_SAMPLES_BUCKET: 'evidence',
      GATEWAY_SAMPLES_PREFIX: 'models/fraud',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: aws.account.accessKeys.accessKeyFor(roleArn),
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_ENDPOINT_URL: aws.server.endpoint, // the only one that a rehearsal sets
    },
  });
  await sleep(1); // the first settings are read without waiting
  return running;
}

const puts = () => aws.account.journal.filter(({ operation }) => operation === 'PutObject');

test('a gateway in a rehearsal keeps its samples, with the permissions of its task', async () => {
  const { port } = await gateway(GRANTS);
  await predict(port);
  await eventually('a sample is put', () => puts().some(({ output }) => output !== undefined));
  const Key = 'models/fraud/v2-release/1.json';
  const { Body } = await aws.account.call('s3', 'GetObject', { Bucket: 'evidence', Key });
  expect(JSON.parse(Body.toString())).toMatchObject({
    release: 'v2-release',
    outcome: 'disagree',
    green: { status: 200 },
  });
  expect(world.lines.all.join('')).not.toContain('could not be kept');
});

test.each([
  ['the object', [GRANTS[1]]],
  ['the use of the key', [GRANTS[0]]],
])('fails to keep them without the permission for %s, and says so', async (_what, statements) => {
  const { port } = await gateway(statements);
  await predict(port);
  await eventually('it is said', () => world.lines.all.join('').includes('status 403: AccessDenied'));
});
