import { ssmService } from '../../../../lib/rehearsal/aws/ssm/ssm-service';
import { Rehearsal } from '../support/rehearse';

let rehearsal: Rehearsal;
beforeEach(() => {
  rehearsal = new Rehearsal();
  rehearsal.account.register(ssmService());
});
afterEach(() => rehearsal.close());

const named = (Value: string, more: object = {}) => ({
  P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/models/fraud', Type: 'String', Value, ...more } },
});
const read = async (Name = '/models/fraud') =>
  (await rehearsal.account.call('ssm', 'GetParameter', { Name })).Parameter;
const writes = () => rehearsal.account.journal.filter(({ operation }) => operation === 'PutParameter').length;

test('a parameter can be read after its deployment, follows a changed value and goes with the stack', async () => {
  await rehearsal.deploy(named('1'));
  expect(await read()).toMatchObject({ Value: '1', Version: 1 });
  await rehearsal.deploy(named('2'));
  expect(await read()).toMatchObject({ Value: '2', Version: 2 });
  await rehearsal.deploy({});
  await expect(read()).rejects.toThrow(expect.objectContaining({ name: 'ParameterNotFound' }));
});

test('another name makes another parameter; the old one is gone', async () => {
  await rehearsal.deploy(named('1'));
  await rehearsal.deploy(named('1', { Name: '/models/other' }));
  expect(await read('/models/other')).toMatchObject({ Value: '1' });
  await expect(read()).rejects.toThrow(expect.objectContaining({ name: 'ParameterNotFound' }));
});

test('tags change without a write', async () => {
  await rehearsal.deploy(named('1'));
  await rehearsal.deploy(named('1', { Tags: { team: 'fraud' } }));
  expect(writes()).toBe(1);
});

test('fails when the parameter exists outside the stack', async () => {
  await rehearsal.account.call('ssm', 'PutParameter', { Name: '/models/fraud', Type: 'String', Value: 'theirs' });
  const result = await rehearsal.deploy(named('1'));
  expect(result.reason).toContain('already exists');
  expect(await read()).toMatchObject({ Value: 'theirs' });
});
