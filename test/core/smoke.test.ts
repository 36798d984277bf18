import { SmokeRequest } from '../../lib/contract';
import { judgeAnswer, SmokeTools } from '../../lib/core/smoke';

const REQUEST: SmokeRequest = { name: 'predict', method: 'POST', path: '/', expectedStatus: 200 };
const tools: SmokeTools = {
  validate: () => [],
  search: (path, data) => (data as Record<string, unknown>)[path] ?? null,
};
const answer = (body: string, latencyMs = 10) => ({ kind: 'answer' as const, status: 200, latencyMs, body });

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
  expect(judgeAnswer({ ...REQUEST, ...request }, answer(body), tools)).toMatchObject({
    ok: failures.length === 0,
    failures,
  });
});

test('an answer that takes too long fails, at the limit it does not', () => {
  const request = { ...REQUEST, maxLatencyMs: 100 };
  expect(judgeAnswer(request, answer('', 100), tools).ok).toBe(true);
  expect(judgeAnswer(request, answer('', 100.6), tools)).toMatchObject({
    ok: false,
    failures: ['answer must take 100 ms at most, took 101 ms'],
  });
});
