import { AwsError } from '../../lib/rehearsal/aws/service';
import { MODEL } from '../core/ledger/ledgers';
import { Operator } from './support/operator';

let operator: Operator;
const environment = { ...process.env };
beforeEach(async () => {
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_CONFIG_FILE = '/nonexistent';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/nonexistent';
  operator = await Operator.start();
});
afterEach(async () => {
  await operator.close();
  process.env = { ...environment };
});

const failWith = (code: string, message: string, status = 400) =>
  operator.account.faults.add(() => new AwsError(code, message, status));

test('fails for a model that the region has not', async () => {
  await expect(operator.run('status', 'churn')).rejects.toThrow(
    'no model "churn" in eu-west-1; deploy it first or pass --region',
  );
});

test('fails for a text that can be no model', async () => {
  await expect(operator.run('status', 'a b')).rejects.toThrow('MODEL must be letters, digits, _ . or -, got "a b"');
});

test.each([
  ['text', 'hello'],
  ['JSON without the members', '{"ledgerTable":"ledger"}'],
])('fails for a parameter that holds %s', async (_what, value) => {
  await operator.putParameter(value);
  await expect(operator.run('status', MODEL)).rejects.toThrow(
    /must be JSON with stateMachineArn.*; deploy the model again/,
  );
});

test('fails without a region', async () => {
  delete process.env.AWS_REGION;
  delete process.env.AWS_DEFAULT_REGION;
  await expect(operator.runBare('status', MODEL, '--endpoint-url', operator.endpoint)).rejects.toThrow(
    'Region is missing; pass --region, or set AWS_REGION',
  );
});

test.each(['', ' '])('fails for the empty region "%s"', async (region) => {
  process.env.AWS_REGION = region;
  const bare = ['status', MODEL, '--endpoint-url', operator.endpoint];
  await expect(operator.runBare(...bare)).rejects.toThrow(
    `AWS_REGION must name a region like eu-west-1, got "${region}"; pass --region, or set AWS_REGION`,
  );
  await expect(operator.runBare(...bare, '--region', region)).rejects.toThrow(`--region must name a region`);
  expect((await operator.runBare(...bare, '--region', 'eu-west-1')).code).toBe(0);
});

test('fails without credentials', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  await expect(operator.run('status', MODEL)).rejects.toThrow(
    /Could not load credentials from any providers; sign in \(aws sso login\), or pass --profile NAME/,
  );
});

test('fails for a profile that does not exist, although other credentials do', async () => {
  const quiet = jest.spyOn(console, 'warn').mockImplementation(); // the SDK warns of two sources of credentials
  await expect(operator.run('status', MODEL, '--profile', 'nobody')).rejects.toThrow(/pass --profile NAME/);
  quiet.mockRestore();
});

test('fails when the endpoint is not there', async () => {
  await expect(
    operator.runBare('status', MODEL, '--region', 'eu-west-1', '--endpoint-url', 'http://127.0.0.1:1'),
  ).rejects.toThrow(/ECONNREFUSED 127.0.0.1:1; check the network, --endpoint-url and --region$/);
});

test('fails for an endpoint that is no URL', async () => {
  await expect(
    operator.runBare('status', MODEL, '--region', 'eu-west-1', '--endpoint-url', 'localhost:4566'),
  ).rejects.toThrow('--endpoint-url must be a URL like http://127.0.0.1:4566, got "localhost:4566"');
});

test.each([
  [
    'AccessDeniedException',
    'User is not authorized to perform: ssm:GetParameter',
    'use a profile that has this permission',
  ],
  ['ExpiredTokenException', 'The security token included in the request is expired', 'sign in again'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'AWS does not know these'],
])('fails with a remedy for %s', async (code, message, remedy) => {
  failWith(code, message);
  const text = `${code}: ${message.replace(/\.$/, '')}; ${remedy}`;
  await expect(operator.run('status', MODEL)).rejects.toThrow(text);
});

test('AWS_ENDPOINT_URL and AWS_REGION do for the options', async () => {
  process.env.AWS_ENDPOINT_URL = operator.endpoint;
  process.env.AWS_REGION = 'eu-west-1';
  expect((await operator.runBare('status', MODEL)).code).toBe(0);
});

test.each([
  [['history', MODEL, '--limit', '0'], 'must be a whole number from 1'],
  [['abort', MODEL], "required option '--reason <TEXT>'"],
  [['rollback', MODEL, '--reason', ' '], 'must not be empty'],
  [['release', MODEL, '--version', '1'], "required option '--image <URI>'"],
])('fails for wrong options: %j', async (args, message) => {
  await expect(operator.run(...args)).rejects.toThrow(message);
});
