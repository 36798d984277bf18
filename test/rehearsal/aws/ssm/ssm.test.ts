import {
  DeleteParameterCommand,
  GetCalendarStateCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { Calendars } from '../../../../lib/rehearsal/aws/ssm/calendars';
import { ssmService } from '../../../../lib/rehearsal/aws/ssm/ssm-service';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

const START = Date.UTC(2030, 0, 1);
const NAME = '/cdk-model-bluegreen/fraud';

describe('ssm over the wire', () => {
  const calendars = new Calendars();
  const account = new EmulatedAccount({ clock: new VirtualClock(START) });
  let server: WireServer;
  let client: SSMClient;

  beforeAll(async () => {
    account.register(ssmService(undefined, calendars));
    server = await WireServer.start(account);
    client = new SSMClient(clientConfig(account, server));
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  const put = (members: Partial<PutParameterCommand['input']> = {}) =>
    client.send(new PutParameterCommand({ Name: NAME, Value: '{}', Type: 'String', ...members }));

  test('keeps a parameter, counts its versions and forgets it', async () => {
    expect(await put()).toMatchObject({ Version: 1 });
    expect(await put({ Value: '{"a":1}', Type: undefined, Overwrite: true })).toMatchObject({ Version: 2 });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: NAME }));
    expect(Parameter).toEqual({
      Name: NAME,
      Type: 'String',
      Value: '{"a":1}',
      Version: 2,
      LastModifiedDate: expect.any(Date),
      ARN: `arn:aws:ssm:eu-west-1:123456789012:parameter${NAME}`,
      DataType: 'text',
    });
    await client.send(new DeleteParameterCommand({ Name: NAME }));
    await expect(client.send(new GetParameterCommand({ Name: NAME }))).rejects.toThrow(ParameterNotFound);
    await expect(client.send(new DeleteParameterCommand({ Name: NAME }))).rejects.toThrow(ParameterNotFound);
  });

  test('a calendar is open until it is closed, and one closed calendar closes all that are asked for', async () => {
    const ask = async (...CalendarNames: string[]) =>
      (await client.send(new GetCalendarStateCommand({ CalendarNames }))).State;
    expect(await ask('christmas', 'weekends')).toBe('OPEN');
    calendars.set('christmas', 'CLOSED');
    expect([await ask('christmas', 'weekends'), await ask('weekends')]).toEqual(['CLOSED', 'OPEN']);
    calendars.set('christmas', 'OPEN');
    expect(await ask('christmas')).toBe('OPEN');
  });

  test('fails to write an existing parameter that may not be overwritten', async () => {
    await put({ Name: '/twice' });
    await expect(put({ Name: '/twice' })).rejects.toThrow(ParameterAlreadyExists);
  });

  test.each([
    ['a reserved name', { Name: '/aws/x' }, 'must not begin with aws'],
    ['characters that names have not', { Name: '/a b' }, 'letters, digits'],
    ['a path without its first slash', { Name: 'a/b' }, 'starts with /'],
    ['too many levels', { Name: '/a'.repeat(16) }, '15 levels'],
    ['a value over 4 KB', { Name: '/long', Value: 'x'.repeat(4097) }, '4096 bytes at most, got 4097'],
    ['no type', { Name: '/new', Type: undefined }, 'must be String or StringList, got nothing'],
    ['a secret, which is not emulated', { Name: '/secret', Type: 'SecureString' as const }, 'not emulated'],
    ['a pattern, which is not emulated', { Name: '/pattern', AllowedPattern: '^x$' }, 'AllowedPattern of PutParameter'],
  ])('fails to write %s', async (_what, members, message) => {
    await expect(put(members)).rejects.toThrow(message);
  });

  test('a role needs the permission on the very parameter', async () => {
    await put({ Name: '/mine' });
    await put({ Name: '/other' });
    const roleArn = await createRole(account, 'reader', 'lambda.amazonaws.com', [
      { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: 'arn:aws:ssm:eu-west-1:123456789012:parameter/mine' },
    ]);
    const reader = new SSMClient(clientConfig(account, server, account.accessKeys.accessKeyFor(roleArn)));
    expect((await reader.send(new GetParameterCommand({ Name: '/mine' }))).Parameter?.Value).toBe('{}');
    await expect(reader.send(new GetParameterCommand({ Name: '/other' }))).rejects.toThrow('ssm:GetParameter');
    reader.destroy();
  });
});
