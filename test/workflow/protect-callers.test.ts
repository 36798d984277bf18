import { Duration } from 'aws-cdk-lib';
import { AnswerComparison, Check, GatewayProps } from '../../lib';
import { hosting, modelTemplate } from '../helpers/model-stack';
import { reachable, stateMachineDefinition, successors } from '../helpers/state-machine-definition';

const shadow = Check.shadow({ compare: [AnswerComparison.label('label')], duration: Duration.minutes(1) });
const bakeTime = Duration.minutes(10);
const workflow = (gateway: GatewayProps, checks: Check[] = []) =>
  stateMachineDefinition(modelTemplate({ hosting: hosting({ gateway }), bakeTime, checks }));

const { States } = workflow({ protectCallers: true });

test('gateways have time to learn whom they protect before the first caller is theirs', () => {
  expect(States['Still quiet?']).toMatchObject({
    Choices: [
      { StringEquals: 'done', Next: 'Wait for gateways' },
      { StringEquals: 'continue', Next: 'Match capacity before shift' },
    ],
    Default: 'Watch failed',
  });
  expect(States['Wait for gateways']).toEqual({ Type: 'Wait', Seconds: 7, Next: 'Shift' });
});

test('as long as they take for a look at their settings', () => {
  const slow = workflow({ protectCallers: true, settingsInterval: Duration.seconds(30) });
  expect(slow.States['Wait for gateways']).toMatchObject({ Seconds: 32 });
});

test('every way back stops it after the traffic is back, and goes on when that fails', () => {
  expect(States['Roll back'].Next).toBe('Record rollback');
  expect(States['Record rollback']).toMatchObject({ Next: 'Stop protecting', Catch: [{ Next: 'Stop protecting' }] });
  expect(States['Stop protecting']).toMatchObject({
    Parameters: { Payload: { action: 'stop-protecting', 'releaseId.$': '$.release.releaseId' } },
    Next: 'Answer the failed deploy',
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Answer the failed deploy' }],
    ResultPath: null,
  });
});

test('mirroring is stopped before it, where there is a shadow check', () => {
  const both = workflow({ protectCallers: true }, [shadow]);
  expect(both.States['Record rollback'].Next).toBe('Stop mirroring');
  expect(both.States['Stop mirroring'].Next).toBe('Stop protecting');
});

test('leads only to states that exist, and reaches every one', () => {
  for (const state of Object.values(States)) {
    for (const next of successors(state)) expect(States).toHaveProperty([next]);
  }
  const definition = workflow({ protectCallers: true });
  expect([...reachable(definition, definition.StartAt)].sort()).toEqual(Object.keys(States).sort());
});

test('a workflow without it has none of it', () => {
  const without = workflow({}).States;
  const added = Object.keys(States).filter((name) => !(name in without));
  expect(added.sort()).toEqual(['Stop protecting', 'Wait for gateways']);
});
