import { verdictOfFailure, verdictOfResult } from '../../lib/core/own-check';

test('what a function answers by the contract is its verdict', () => {
  expect(
    verdictOfResult('bias', { status: 'FAIL', reason: 'group B is 12 points worse', evidence: { b: 12 } }),
  ).toEqual({
    check: 'bias',
    status: 'FAIL',
    reason: 'group B is 12 points worse',
    evidence: { b: 12 },
  });
  expect(verdictOfResult('bias', { status: 'PASS', reason: 'fine' })).toMatchObject({ status: 'PASS', evidence: {} });
});

test.each<[unknown, RegExp]>([
  [undefined, /got undefined/],
  [null, /got null/],
  ['PASS', /got string/],
  [[], /got object/],
  [{ status: 'OK', reason: 'x' }, /with status PASS, FAIL, INSUFFICIENT_DATA, got "OK"/],
  [{ status: 'PENDING', reason: 'x' }, /got "PENDING"/],
  [{ reason: 'x' }, /got undefined/],
  [{ status: 'PASS' }, /with a reason, got none/],
  [{ status: 'PASS', reason: '' }, /with a reason, got none/],
  [{ status: 'PASS', reason: 'x', evidence: [1] }, /with evidence that is an object/],
  [{ status: 'PASS', reason: 'x', evidence: { a: 'y'.repeat(9000) } }, /8192 bytes at most, got 9008; keep the rest/],
])('has insufficient data when it answers %j', (result, problem) => {
  const verdict = verdictOfResult('bias', result);
  expect(verdict).toMatchObject({ check: 'bias', status: 'INSUFFICIENT_DATA', evidence: {} });
  expect(verdict.reason).toMatch(problem);
});

test('has insufficient data when it did not end, with the text of what Lambda says', () => {
  const cause = { Error: 'TypeError', Cause: '{"errorMessage":"x is not a function","trace":[]}' };
  expect(verdictOfFailure('bias', cause)).toMatchObject({
    status: 'INSUFFICIENT_DATA',
    reason: 'the check did not end: TypeError: x is not a function',
  });
});

test('has insufficient data when its execution failed, with error and cause of that', () => {
  const of = (execution: object) =>
    verdictOfFailure('audit', {
      Error: 'States.TaskFailed',
      Cause: JSON.stringify({ ExecutionArn: 'arn:audit:1', ...execution }),
    }).reason;
  expect(of({ Status: 'FAILED', Error: 'Biased', Cause: 'by 7 %' })).toBe('the check did not end: Biased: by 7 %');
  expect(of({ Status: 'FAILED', Error: 'TypeError', Cause: '{"errorMessage":"x is not a function"}' })).toBe(
    'the check did not end: TypeError: x is not a function',
  );
  expect(of({ Status: 'TIMED_OUT' })).toBe('the check did not end: TIMED_OUT: TIMED_OUT');
});
