import * as fc from 'fast-check';
import { Json } from '../../../../lib/rehearsal/asl';
import { runStates } from '../support';

const DATA: Json = {
  text: 'beta',
  other: 'alpha',
  number: 2,
  big: 10,
  yes: true,
  no: false,
  nothing: null,
  early: '2026-01-01T00:00:00Z',
  late: '2026-01-01T02:00:00+01:00',
  same: '2026-01-01T01:00:00.000+01:00',
  list: [1],
};

/** True when the rule holds, false when the Default was taken, else the error name and cause. */
async function holds(rule: object, input: Json = DATA): Promise<boolean | string> {
  const result = await runStates(
    {
      Choice: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: true, End: true },
      No: { Type: 'Pass', Result: false, End: true },
    },
    input,
  );
  return result.status === 'SUCCEEDED' ? (result.output as boolean) : `${result.error}: ${result.cause}`;
}

describe('comparisons', () => {
  test.each<[string, string, Json, boolean]>([
    ['$.text', 'StringEquals', 'beta', true],
    ['$.text', 'StringEquals', 'Beta', false],
    ['$.number', 'StringEquals', '2', false],
    ['$.text', 'StringLessThan', 'betb', true],
    ['$.text', 'StringLessThan', 'beta', false],
    ['$.text', 'StringLessThanEquals', 'beta', true],
    ['$.text', 'StringGreaterThan', 'alpha', true],
    ['$.text', 'StringGreaterThanEquals', 'beta', true],
    ['$.text', 'StringEqualsPath', '$.text', true],
    ['$.text', 'StringGreaterThanPath', '$.other', true],
    ['$.text', 'StringEqualsPath', '$.number', false],
    ['$$.Execution.Name', 'StringEquals', 'run-1', true],
    ['$.number', 'NumericEquals', 2, true],
    ['$.number', 'NumericEquals', 2.5, false],
    ['$.yes', 'NumericEquals', 1, false],
    ['$.number', 'NumericLessThan', 2, false],
    ['$.number', 'NumericLessThanEquals', 2, true],
    ['$.number', 'NumericGreaterThan', 1, true],
    ['$.number', 'NumericGreaterThanEquals', 2.1, false],
    ['$.number', 'NumericLessThanPath', '$.big', true],
    ['$.text', 'NumericLessThanPath', '$.big', false],
    ['$.yes', 'BooleanEquals', true, true],
    ['$.no', 'BooleanEquals', false, true],
    ['$.no', 'BooleanEqualsPath', '$.yes', false],
    ['$.nothing', 'BooleanEquals', false, false],
    ['$.early', 'TimestampEquals', '2026-01-01T01:00:00+01:00', true],
    ['$.early', 'TimestampEqualsPath', '$.same', true],
    ['$.early', 'TimestampLessThanPath', '$.late', true],
    ['$.late', 'TimestampGreaterThan', '2026-01-01T00:59:59.999Z', true],
    ['$.late', 'TimestampLessThanEquals', '2026-01-01T01:00:00Z', true],
    ['$.late', 'TimestampGreaterThanEquals', '2026-01-01T01:00:01Z', false],
    ['$.text', 'TimestampEquals', '2026-01-01T01:00:00Z', false],
    ['$.nothing', 'IsNull', true, true],
    ['$.text', 'IsNull', false, true],
    ['$.text', 'IsString', true, true],
    ['$.number', 'IsNumeric', true, true],
    ['$.text', 'IsNumeric', true, false],
    ['$.no', 'IsBoolean', true, true],
    ['$.late', 'IsTimestamp', true, true],
    ['$.text', 'IsTimestamp', false, true],
    ['$.nothing', 'IsPresent', true, true],
    ['$.missing', 'IsPresent', true, false],
    ['$.missing.deeper', 'IsPresent', false, true],
    ['$.list[1]', 'IsPresent', false, true],
  ])('%s %s %j is %p', async (Variable, operator, operand, expected) => {
    expect(await holds({ Variable, [operator]: operand })).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['log-2026.txt', 'log-*.txt', true],
    ['log-.txt', 'log-*.txt', true],
    ['log-2026.txt.gz', 'log-*.txt', false],
    ['a.b', 'a?b', false],
    ['a.b', 'a.b', true],
    ['axb', 'a.b', false],
    ['2*3', '2\\*3', true],
    ['2x3', '2\\*3', false],
    ['a\\b', 'a\\\\b', true],
    ['two\nlines', 'two*', true],
    ['a-b', 'a-*', true],
    ['', '*', true],
    ['[x]', '[x]', true],
  ])('%j matches %j: %p', async (text, StringMatches, expected) => {
    expect(await holds({ Variable: '$', StringMatches }, text)).toBe(expected);
  });

  test('property: any text matches itself when stars and backslashes are escaped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await holds({ Variable: '$', StringMatches: text.replace(/[\\*]/g, '\\$&') }, text)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('combinations', () => {
  const yes = { Variable: '$.yes', BooleanEquals: true };
  const no = { Variable: '$.yes', BooleanEquals: false };
  const broken = { Variable: '$.missing', IsNull: true };

  test.each<[object, boolean]>([
    [{ And: [yes, yes] }, true],
    [{ And: [yes, no] }, false],
    [{ Or: [no, yes] }, true],
    [{ Or: [no, no] }, false],
    [{ Not: no }, true],
    [{ Not: { And: [yes, { Or: [no, { Not: yes }] }] } }, true],
    [{ And: [{ Variable: '$.missing', IsPresent: true }, broken] }, false],
    [{ Or: [yes, broken] }, true],
  ])('%j is %p', async (rule, expected) => {
    expect(await holds(rule)).toBe(expected);
  });
});

test('the first rule that holds wins', async () => {
  const result = await runStates(
    {
      Choice: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericGreaterThan: 5, Next: 'A' },
          { Variable: '$.n', NumericGreaterThan: 1, Next: 'B' },
          { Variable: '$.n', NumericGreaterThan: 0, Next: 'C' },
        ],
        InputPath: '$.inner',
        OutputPath: '$.n',
      },
      A: { Type: 'Succeed' },
      B: { Type: 'Succeed' },
      C: { Type: 'Fail' },
    },
    { inner: { n: 3 } },
  );
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: 3 });
  expect(result.events.map((event) => event.state)).toContain('B');
});

test('fails with States.Runtime when a variable is missing, and does not take the Default', async () => {
  expect(await holds({ Variable: '$.missing', StringEquals: 'x' })).toMatch(
    /^States\.Runtime: .*state 'Choice' \(entered at the event id #2\).*'\$\.missing'/,
  );
  expect(await holds({ Variable: '$.text', StringEqualsPath: '$.missing' })).toMatch(/^States\.Runtime/);
});

test('fails when no rule matches and there is no Default', async () => {
  const result = await runStates({
    Choice: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Yes' }] },
    Yes: { Type: 'Succeed' },
  });
  expect(result).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining('NoChoiceMatched'),
  });
});
