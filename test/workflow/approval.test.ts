import { Duration } from 'aws-cdk-lib';
import { Check, ReleaseWait } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';
import { stateMachineDefinition } from '../helpers/state-machine-definition';

const checks = [Check.approval({ timeout: Duration.hours(2) })];
const waitFor = ReleaseWait.START;

test('people are told before the release waits for them', () => {
  const { States } = stateMachineDefinition(modelTemplate({ checks, waitFor }));
  expect(States['Passed: health?'].Choices?.[0].Next).toBe('Ask for: approval');
  expect(States['Ask for: approval']).toMatchObject({
    Parameters: { Payload: { action: 'ask-approval', check: 'approval', timeoutSeconds: 7200 } },
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Roll back' }],
    Next: 'Check: approval',
  });
  expect(States['Passed: approval?']).toMatchObject({
    Choices: expect.arrayContaining([
      expect.objectContaining({ StringEquals: 'PENDING', Next: 'Wait in check: approval' }),
    ]),
    Default: 'Check failed',
  });
});

test('fails when a deploy would wait longer than it can', () => {
  expect(() => modelTemplate({ checks })).toThrow(/must be 3000 s together at most .* use waitFor: ReleaseWait.START/);
});

test('a week of waiting fits into an execution', () => {
  expect(() => modelTemplate({ checks: [Check.approval({ timeout: Duration.days(7) })], waitFor })).not.toThrow();
});

test('fails out of its range', () => {
  expect(() => Check.approval({ timeout: Duration.seconds(59) })).toThrow(/invalid approval "approval": timeout/);
  expect(() => Check.approval({ name: 'my approval' })).toThrow(/name must be/);
});
