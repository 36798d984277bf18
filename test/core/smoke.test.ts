import { SmokeRequest } from '../../lib/contract';
import { judgeAnswer, notSent, SmokeTools, withEarlierTries } from '../../lib/core/smoke';

const REQUEST: SmokeRequest = { name: 'predict', method: 'POST', path: '/', expectedStatus: 200 };
const tools: SmokeTools = {
  validate: () => [],
  search: (path, data) => (data as Record<string, unknown>)[path] ?? null,
};
const answer = (body: string, latencyMs = 10) => ({
  kind: 'answer' as const,
  status: 200,
  latencyMs,
  body,
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-model': '1.3' },
});

test.each<[string, Partial<SmokeRequest>, string, string[]]>([
  ['any text without expectations', {}, 'pong', []],
  ['text where JSON is expected', { schema: {} }, 'pong', ['answer must be JSON']],
  ['null as a value', { expectedValues: [{ path: 'a', value: null }] }, '{}', []],
  [
    'equal objects in another order',
    { expectedValues: [{ path: 'a', value: { x: 1, y: 2 } }] },
    '{"a":{"y":2,"x":1}}',
    [],
  ],
  [
    'a number at the edge of its tolerance',
    { expectedValues: [{ path: 'a', value: 1, tolerance: 0.5 }] },
    '{"a":1.5}',
    [],
  ],
  [
    'a number next to an exact one',
    { expectedValues: [{ path: 'a', value: 1 }] },
    '{"a":1.0001}',
    ['value at a is not the expected one'],
  ],
  [
    'text instead of a number',
    { expectedValues: [{ path: 'a', value: 1, tolerance: 1 }] },
    '{"a":"1"}',
    ['value at a is not the expected one (tolerance 1)'],
  ],
])('%s', (_name, request, body, failures) => {
  expect(judgeAnswer({ ...REQUEST, ...request }, answer(body), tools).outcome).toMatchObject({
    ok: failures.length === 0,
    failures,
  });
});

test('an answer that takes too long fails, at the limit it does not', () => {
  const request = { ...REQUEST, maxLatencyMs: 100 };
  expect(judgeAnswer(request, answer('', 100), tools).outcome.ok).toBe(true);
  expect(judgeAnswer(request, answer('', 100.6), tools).outcome).toMatchObject({
    ok: false,
    failures: ['answer must take 100 ms at most, took 101 ms'],
  });
});

test.each<[Record<string, string>, string[]]>([
  [{ 'X-Model': '1.3' }, []],
  [{ 'content-type': 'application/json*' }, []],
  [{ 'content-type': '*' }, []],
  [{ 'content-type': 'application/json' }, ['header content-type is not the expected one']],
  [{ 'x-model': '1.4' }, ['header x-model is not the expected one']],
  [{ 'X-Trace': '*' }, ['header X-Trace is not there']],
])('headers %j', (expectedHeaders, failures) => {
  expect(judgeAnswer({ ...REQUEST, expectedHeaders }, answer('{}'), tools).outcome).toMatchObject({ failures });
});

test('captures values, also of answers that are wrong otherwise, and puts none into the outcome', () => {
  const request = { ...REQUEST, capture: { session: 'id', count: 'n' }, expectedStatus: 201 };
  const { outcome, captured } = judgeAnswer(request, answer('{"id":"secret","n":0}'), tools);
  expect(captured).toEqual({ session: 'secret', count: 0 });
  expect(outcome.failures).toEqual(['status must be 201, got 200']);
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test.each(['{"id":null}', '{}', 'pong'])('fails when what it captures is not there: %s', (body) => {
  const { outcome, captured } = judgeAnswer({ ...REQUEST, capture: { session: 'id' } }, answer(body), tools);
  expect(outcome).toMatchObject({ ok: false, failures: ['nothing at id for {{session}}'] });
  expect(captured).toEqual({});
});

test('fails without being sent when it needs what was not found', () => {
  expect(notSent(REQUEST, ['session'])).toEqual({
    request: 'predict',
    ok: false,
    latencyMs: 0,
    failures: ['not sent: no request before it found {{session}}'],
  });
});

test('tells of the last tries before the last one, one line each', () => {
  const good = judgeAnswer(REQUEST, answer('{}'), tools).outcome;
  expect(withEarlierTries(good, [])).toBe(good);
  const bad = (latencyMs: number) => ({ ...good, ok: false, status: 503, latencyMs, failures: ['first', 'second'] });
  const { tries, earlierTries } = withEarlierTries(good, [1, 2, 3, 4, 5].map(bad));
  expect(tries).toBe(6);
  expect(earlierTries).toEqual([2, 3, 4, 5].map((latencyMs) => ({ status: 503, latencyMs, failure: 'first' })));
});
