import { invocationOf, losesMark } from '../../../../lib/gateway/aws/sagemaker/invocation';

const ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

const invoke = (headers: Record<string, string>, target = '/invocations', streamHeader?: string) =>
  invocationOf({ target, headers }, 'fraud-blue', streamHeader);

const attributes = (headers: Record<string, string>, target?: string) => invoke(headers, target).headers[ATTRIBUTES];

test("hands on what SageMaker's API has, and nothing else", () => {
  const kept = {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-amzn-sagemaker-target-variant': 'AllTraffic',
    'x-amzn-sagemaker-inference-id': 'i-1',
  };
  const stripped = {
    host: 'api.example',
    'user-agent': 'me',
    cookie: 'a=b',
    'x-amzn-trace-id': 'Root=1',
    'x-other': '1',
  };
  expect(invoke({ ...kept, ...stripped })).toEqual({ path: '/endpoints/fraud-blue/invocations', headers: kept });
});

test.each([
  ['text/event-stream', {}, true],
  ['application/json, TEXT/EVENT-STREAM;q=0.5', {}, true],
  ['application/json', { 'x-stream': '' }, true],
  ['application/json', {}, false],
  ['text/event-streams', {}, false],
])('accept %s and the headers %o ask for a stream: %s', (accept, more, streams) => {
  const { path, headers } = invoke({ accept, ...more }, '/invocations', 'x-stream');
  expect(path).toBe(`/endpoints/fraud-blue/invocations${streams ? '-response-stream' : ''}`);
  expect(headers).toEqual({ [streams ? 'x-amzn-sagemaker-accept' : 'accept']: accept });
});

test("a caller's own x-amzn-sagemaker-accept is that of no stream", () => {
  expect(invoke({ 'x-amzn-sagemaker-accept': 'text/csv' }).headers).toEqual({});
});

describe('custom attributes', () => {
  test('carry path, request id, trace and deadline', () => {
    const headers = { 'x-request-id': 'r1', traceparent: '00-ab-cd-01', 'x-model-deadline-ms': '250' };
    expect(attributes(headers)).toBe('x-request-id=r1;traceparent=00-ab-cd-01;x-model-deadline-ms=250');
    expect(attributes({}, '/v2/predict?top=3')).toBe('x-model-path=/v2/predict?top=3');
    expect(attributes({ 'x-request-id': 'r1' }, '/p')).toBe('x-model-path=/p;x-request-id=r1');
  });

  test('encode what attributes can not have', () => {
    expect(attributes({ 'x-request-id': 'a;b c\xfc' })).toBe('x-request-id=a%3Bb%20c%FC');
  });

  test("of the caller stay as they are, but for a copy's mark", () => {
    const own = { [ATTRIBUTES]: '{"user": 1}', 'x-request-id': 'r1' };
    expect(attributes(own, '/v2')).toBe('{"user": 1}');
    expect(attributes({ ...own, 'x-model-mirror': '1' }, '/v2')).toBe('{"user": 1};x-model-mirror=1');
  });

  test('take in what fits, the mark of a copy first', () => {
    const headers = { 'x-model-mirror': '1', 'x-request-id': 'r'.repeat(1_024), traceparent: 't' };
    expect(attributes(headers)).toBe('x-model-mirror=1;traceparent=t');
    expect(losesMark({ headers })).toBe(false);
  });

  test('have room for the mark, or the copy must not be sent', () => {
    const own = (length: number) => ({ [ATTRIBUTES]: 'a'.repeat(length) });
    const mark = ';x-model-mirror=1';
    expect(losesMark({ headers: { ...own(1_024 - mark.length), 'x-model-mirror': '1' } })).toBe(false);
    expect(losesMark({ headers: { ...own(1_025 - mark.length), 'x-model-mirror': '1' } })).toBe(true);
    expect(losesMark({ headers: own(1_024) })).toBe(false);
  });
});
