import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { originOf } from '../../../lib/gateway/aws/origin';
import { parameterSettings } from '../../../lib/gateway/aws/parameter-settings';
import { SECRET_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { ssmService } from '../../../lib/rehearsal/aws/ssm/ssm-service';
import { WireServer } from '../../../lib/rehearsal/aws/wire/server';
import { verifySignature } from '../../../lib/rehearsal/aws/wire/sigv4';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../../rehearsal/aws/iam/roles';
import { clientConfig } from '../../rehearsal/aws/wire/sdk';
import { World } from '../support/world';

const NAME = '/cdk-model-bluegreen/fraud/gateway';
const RESOURCE = `arn:aws:ssm:eu-west-1:123456789012:parameter${NAME}`;

const account = new EmulatedAccount({ clock: new VirtualClock(Date.UTC(2030, 0, 1)) });
let server: WireServer;
let client: SSMClient;
let gateway: string;

beforeAll(async () => {
  account.register(ssmService());
  server = await WireServer.start(account);
  client = new SSMClient(clientConfig(account, server));
  const statement = { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: RESOURCE };
  const role = await createRole(account, 'gateway', 'ecs-tasks.amazonaws.com', [statement]);
  gateway = account.accessKeys.accessKeyFor(role);
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const put = (Value: string, Name = NAME) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

const keysOf = (accessKeyId: string) => ({
  current: () => ({ accessKeyId, secretAccessKey: SECRET_ACCESS_KEY, sessionToken: undefined, expiresAt: undefined }),
});

const source = ({ name = NAME, origin = server.endpoint, keys = keysOf(gateway) } = {}) =>
  parameterSettings({ name, origin: originOf(origin)!, region: 'eu-west-1', keys, now: Date.now });

test('are those of this moment', async () => {
  await put('{}');
  const settings = source();
  expect(await settings.read()).toMatchObject({ mirror: undefined });
  await put('{"versions":{"blue":"1.2"},"latencyThresholdsMs":[100]}');
  expect(await settings.read()).toMatchObject({ versions: { blue: '1.2' }, latencyThresholdsMs: [100] });
});

test('are asked for by one signed request', async () => {
  const world = new World();
  let problem: unknown = 'not asked';
  const port = await world.model((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const signed = { method, path, headers: headers as Record<string, string>, query: new URLSearchParams() };
      try {
        verifySignature({ ...signed, body: Buffer.concat(parts) }, SECRET_ACCESS_KEY, 'eu-west-1');
        problem = undefined;
      } catch (error) {
        problem = error;
      }
      response.end('{"Parameter":{"Value":"{}"}}');
    });
  });
  await source({ origin: `http://127.0.0.1:${port}` }).read();
  await world.close();
  expect(problem).toBeUndefined();
});

test.each<[string, () => Parameters<typeof source>[0], string]>([
  ['without the permission', () => ({ name: '/other' }), 'GetParameter of /other failed with status 400: '],
  ['with an unknown key', () => ({ keys: keysOf('AKIASTRANGER') }), 'UnrecognizedClientException'],
  ['without keys', () => ({ keys: { current: () => undefined } as never }), 'there are no AWS credentials'],
  ['when nobody is there', () => ({ origin: 'http://127.0.0.1:1' }), 'ECONNREFUSED'],
])('fail to be read %s', async (_, more, message) => {
  await put('{}', '/other');
  await expect(source(more()).read()).rejects.toThrow(message);
});

test('fail to be read when there is no parameter', async () => {
  const all = keysOf((await Promise.resolve(client.config.credentials())).accessKeyId);
  await expect(source({ name: '/none', keys: all }).read()).rejects.toThrow('ParameterNotFound');
});

test('fail to be read when they make no sense', async () => {
  await put('{"mirrorPercent":200}');
  await expect(source().read()).rejects.toThrow('mirrorPercent');
});

test('their times are by the clock of SSM, whatever this machine thinks it is', async () => {
  await put('{}');
  const settings = parameterSettings({
    name: NAME,
    origin: originOf(server.endpoint)!,
    region: 'eu-west-1',
    keys: keysOf(gateway),
    now: () => Date.now() - 3_600_000,
  });
  await settings.read();
  expect(Math.abs(settings.now!() - account.clock.now())).toBeLessThan(2_000);
});
