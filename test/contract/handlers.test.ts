import { describeLock } from './handlers/lock';
import { describeProductionRoute } from './handlers/production-route';
import { describeQuality } from './handlers/quality';
import { describeRelease } from './handlers/release';
import { describeSageMaker } from './handlers/sagemaker';
import { describeShadow } from './handlers/shadow';
import { describeVariants } from './handlers/variants';
import { callsOfHandlers } from './support/handler-calls';
import { IndependentAws } from './support/independent-aws';

/**
 * Calls of the handlers that moto can't answer, as `<signing name>:<operation>`, with the reason. Meant to stay small: a call that
 * is new in the handlers fails this test until a case below makes it.
 */
const NOT_EXERCISED: Readonly<Record<string, string>> = {
  'bedrock-runtime:Converse': 'played whole on the emulated Bedrock (test/rehearsal/release/long/judge.test.ts)',
  'bedrock-runtime:InvokeModel': 'as bedrock-runtime:Converse',
  'lambda:Invoke': 'as bedrock-runtime:Converse: it calls the function that judges',
  's3:GetObject': 'played whole on the emulated S3 (test/rehearsal/release/long/golden-set.test.ts)',
  's3:PutObject': 'as s3:GetObject',
  'sagemaker-featurestore-runtime:BatchGetRecord':
    'played whole on the emulated Feature Store (test/rehearsal/release/long/data-contract.test.ts)',
  'sagemaker:AddTags': 'moto knows it; the handlers tag an endpoint only where they update it',
  'sagemaker:DescribeFeatureGroup': 'as sagemaker-featurestore-runtime:BatchGetRecord',
  'sagemaker:UpdateEndpoint': 'moto 5.2.1 does not know it',
  'ssm:GetCalendarState': 'moto 5.2.1 does not know it',
};

jest.setTimeout(180_000); // the first run installs moto; later ones take seconds

/** The built handlers against an emulator that others wrote. Each part has a region of moto, which share nothing. */
describe('handlers against moto', () => {
  let aws: IndependentAws;
  beforeAll(async () => {
    aws = await IndependentAws.start();
  });
  afterAll(() => aws?.stop());

  describeProductionRoute(() => aws);
  describeRelease(() => aws);
  describeSageMaker(() => aws);
  describeVariants(() => aws);
  describeLock(() => aws);
  describeShadow(() => aws);
  describeQuality(() => aws);

  describe('coverage', () => {
    test('every call of the handlers was made and answered, or is listed with the reason', () => {
      const answered = aws.proxy.journal
        .filter(({ status, accessKeyId }) => status === 200 && accessKeyId.startsWith('handler-'))
        .map(({ service, operation }) => `${service}:${operation}`);
      const missing = callsOfHandlers().filter((call) => !answered.includes(call));
      expect(missing).toEqual(Object.keys(NOT_EXERCISED).sort());
    });

    test('no answer of moto was a crash', () => {
      const crashed = aws.proxy.journal.filter(({ status }) => status >= 500);
      const calls = crashed.map(({ service, operation }) => `${service}:${operation}`);
      expect(calls.filter((call) => NOT_EXERCISED[call] === undefined)).toEqual([]);
    });
  });
});
