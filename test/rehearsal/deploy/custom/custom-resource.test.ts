import { CustomResourceRequest } from '../../../../lib/rehearsal/deploy/custom/protocol';
import { custom, parameter } from '../support/assemblies';
import { Answer } from '../support/fake-lambda';
import { finished, Rehearsal } from '../support/rehearse';

let rehearsal: Rehearsal;
beforeEach(() => (rehearsal = new Rehearsal()));
afterEach(() => rehearsal.close());

test('sends the documented request, every scalar as a text', async () => {
  await rehearsal.deploy({ Thing: custom({ Count: 3, Flags: [true, { deep: 1.5 }], Text: 'x' }) });
  const stackId = String(rehearsal.described[0].StackId);
  expect(rehearsal.lambda.requests).toEqual([
    {
      RequestType: 'Create',
      ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/),
      StackId: stackId,
      RequestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      ResourceType: 'Custom::Thing',
      LogicalResourceId: 'Thing',
      ResourceProperties: {
        ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:thing',
        Count: '3',
        Flags: ['true', { deep: '1.5' }],
        Text: 'x',
      },
    },
  ]);
});

test('gives Data to Fn::GetAtt and the physical id to Ref', async () => {
  rehearsal.lambda.handler = () => ({ PhysicalResourceId: 'rule-7', Data: { RuleArn: 'arn:rule' } });
  await rehearsal.deploy({
    Thing: custom({}),
    A: parameter({ 'Fn::GetAtt': ['Thing', 'RuleArn'] }),
    B: parameter({ Ref: 'Thing' }),
  });
  const resources = rehearsal.engine.resources('Shop');
  expect([resources.get('A')!.properties.Value, resources.get('B')!.properties.Value]).toEqual(['arn:rule', 'rule-7']);
});

test('fails when Fn::GetAtt asks for what Data does not hold', async () => {
  rehearsal.lambda.handler = () => ({ Data: { Arn: 'x' } });
  const result = await rehearsal.deploy({ Thing: custom({}), A: parameter({ 'Fn::GetAtt': ['Thing', 'Foo'] }) });
  expect(result.reason).toBe('Thing (Custom::Thing) has no attribute Foo; it has: Arn at Resources.A.Properties.Value');
});

test.each<[string, object, number]>([
  ['3600 s by default', {}, 3600],
  ['ServiceTimeout, given as a text', { ServiceTimeout: '50' }, 50],
])('fails after %s of virtual time without an answer', async (_what, properties, seconds) => {
  rehearsal.lambda.handler = ({ RequestType }) => (RequestType === 'Create' ? undefined : {});
  const before = rehearsal.clock.now();
  const result = await rehearsal.deploy({ Thing: custom(properties) });
  expect(result.reason).toContain(`did not receive a response from your Custom Resource within ${seconds} s`);
  const waited = (rehearsal.clock.now() - before) / 1000;
  expect(waited).toBeGreaterThanOrEqual(seconds);
  expect(waited).toBeLessThan(seconds + 5); // what handling takes in real time
  expect(rehearsal.lambda.calls()).toEqual(['Create Thing', 'Delete Thing']);
});

test('fails for an answer that comes too late, which finds the URL expired', async () => {
  let late: (() => void) | undefined;
  rehearsal.lambda.handler = async ({ RequestType, ResponseURL }) => {
    if (RequestType === 'Create')
      late = () =>
        void fetch(ResponseURL, { method: 'PUT', body: '{}' }).then(({ status }) =>
          rehearsal.lambda.statuses.push(status),
        );
    return RequestType === 'Create' ? undefined : {};
  };
  await rehearsal.deploy({ Thing: custom({ ServiceTimeout: 1 }) });
  late!();
  while (!rehearsal.lambda.statuses.includes(403)) await new Promise((resolve) => setImmediate(resolve));
  expect(rehearsal.engine.resources('Shop').size).toBe(0);
});

const tooLong = (request: CustomResourceRequest) =>
  JSON.stringify({ ...request, Status: 'SUCCESS', PhysicalResourceId: 'x', Data: { long: 'x'.repeat(4096) } });

test.each<[string, (request: CustomResourceRequest) => Answer, string]>([
  ['an answer that is no JSON', () => 'yes', 'the body is not a JSON object'],
  ['another status', () => ({ Status: 'OK' as 'SUCCESS' }), 'Status must be SUCCESS or FAILED, got "OK"'],
  ['the id of another request', () => ({ RequestId: 'other' }), 'RequestId must be that of the request'],
  ['no physical id', () => ({ PhysicalResourceId: '' }), 'Invalid PhysicalResourceId'],
  ['a failure without a reason', () => ({ Status: 'FAILED' }), 'FAILED needs a Reason'],
  ['a body over 4096 bytes', tooLong, 'Response object is too long'],
])('fails for %s', async (_what, answer, reason) => {
  rehearsal.lambda.handler = (request) => (request.RequestType === 'Create' ? answer(request) : {});
  expect((await rehearsal.deploy({ Thing: custom({}) })).reason).toContain(reason);
});

test('fails for a ServiceTimeout over an hour without a call', async () => {
  expect((await rehearsal.deploy({ Thing: custom({ ServiceTimeout: 3601 }) })).reason).toContain(
    'ServiceTimeout of Thing must be between 1 and 3600 seconds, got 3601',
  );
  expect(rehearsal.lambda.calls()).toEqual([]);
});

test('runs an Update only when properties changed', async () => {
  await rehearsal.deploy({ Thing: custom({ A: 1 }), Other: parameter('1') });
  await rehearsal.deploy({ Thing: custom({ A: 1 }), Other: parameter('2') });
  await rehearsal.deploy({ Thing: custom({ A: 2 }), Other: parameter('2') });
  expect(rehearsal.lambda.calls()).toEqual(['Create Thing', 'Update Thing']);
});

test('deletes the old id in the clean-up when an Update answers another one; failing there does not matter', async () => {
  rehearsal.lambda.handler = ({ RequestType, ResourceProperties }) =>
    RequestType === 'Delete'
      ? { Status: 'FAILED', Reason: 'gone' }
      : { PhysicalResourceId: `id-${String(ResourceProperties.A)}` };
  await rehearsal.deploy({ Thing: custom({ A: 1 }) });
  const result = await rehearsal.deploy({ Thing: custom({ A: 2 }) });
  expect(finished(result)).toEqual(['Thing UPDATE_COMPLETE', 'Thing DELETE_FAILED']);
  expect(result.status).toBe('UPDATE_COMPLETE');
  expect(rehearsal.lambda.requests.at(-1)).toMatchObject({
    PhysicalResourceId: 'id-1',
    ResourceProperties: { A: '1' },
  });
});

test('deletes the new id when a rollback goes back to the old one', async () => {
  rehearsal.lambda.handler = ({ ResourceProperties }) => ({ PhysicalResourceId: `id-${String(ResourceProperties.A)}` });
  const resources = (A: number) => ({ Thing: custom({ A }), Last: parameter('x', { DependsOn: 'Thing' }) });
  await rehearsal.deploy(resources(1));
  await rehearsal.deploy(resources(2), { failDeployAt: /^Last$/ });
  expect(rehearsal.lambda.calls()).toEqual(['Create Thing', 'Update Thing', 'Update Thing', 'Delete Thing']);
  expect(rehearsal.lambda.requests.at(-1)).toMatchObject({ PhysicalResourceId: 'id-2' });
  expect(rehearsal.engine.resources('Shop').get('Thing')!.physicalId).toBe('id-1');
});

test('gives a failed creation a Delete with the id that the function answered', async () => {
  rehearsal.lambda.handler = ({ RequestType }) =>
    RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'marker' } : {};
  await rehearsal.deploy({ Thing: custom({}) });
  expect(rehearsal.lambda.requests.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'marker' });
});

test("does not run CDK's own custom resources that tidy up passive resources", async () => {
  const result = await rehearsal.deploy({
    Bucket: { Type: 'AWS::S3::Bucket' },
    Empty: { ...custom({ BucketName: { Ref: 'Bucket' } }), Type: 'Custom::S3AutoDeleteObjects' },
  });
  expect(finished(result)).toEqual(['Bucket CREATE_COMPLETE', 'Empty CREATE_COMPLETE']);
  expect(rehearsal.lambda.calls()).toEqual([]);
});
