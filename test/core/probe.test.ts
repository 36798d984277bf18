import { ProbeSpec } from '../../lib/contract';
import { failureCounts, periodsOf, probeFailure, requestsOfRound } from '../../lib/core/probe';

const SPEC: ProbeSpec = {
  requests: [1, 2, 3].map((number) => ({ method: 'POST', path: `/${number}`, body: '{}' })),
  expectedStatus: 200,
  intervalSeconds: 10,
  count: 2,
  timeoutMs: 2000,
  maxFailedPercent: 33,
};

const answer = (status: number, body = '{}', type = 'application/json') =>
  ({ kind: 'answer', status, body, latencyMs: 5, headers: { 'content-type': type } }) as const;

test('requests take turns over all rounds', () => {
  const paths = [0, 1, 2].map((round) => requestsOfRound(SPEC, round).map(({ path }) => path));
  expect(paths).toEqual([
    ['/1', '/2'],
    ['/3', '/1'],
    ['/2', '/3'],
  ]);
});

test.each([
  ['a good answer', answer(200), undefined],
  ['an answer that is no JSON and does not say so', answer(200, 'ok', 'text/plain'), undefined],
  ['JSON of another name', answer(200, '{"a":1}', 'application/problem+json'), undefined],
  ['another status', answer(500), 'status 500'],
  ['JSON that is cut off', answer(200, '{"a":'), 'an answer that calls itself JSON and is none'],
  [
    'no answer in time',
    { kind: 'failed', error: 'no answer within 2000 ms', latencyMs: 2000 } as const,
    'no answer within 2000 ms',
  ],
])('%s', (_, given, failure) => {
  expect(probeFailure(SPEC, given)).toBe(failure);
});

test('a failure never holds a word of the answer', () => {
  expect(probeFailure(SPEC, answer(200, '{"secret"'))).not.toContain('secret');
});

test('an alarm looks back as far as two rounds reach, and one more that may be late', () => {
  expect([10, 15, 30, 60].map((intervalSeconds) => periodsOf({ intervalSeconds }, 10))).toEqual([4, 5, 8, 14]);
});

test('failures are counted by what they are', () => {
  expect(failureCounts(['status 500', undefined, 'status 500', 'no JSON'])).toEqual({ 'status 500': 2, 'no JSON': 1 });
});
