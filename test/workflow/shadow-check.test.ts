import { Duration } from 'aws-cdk-lib';
import { AnswerComparison, Check } from '../../lib';
import { hostingWithGateway, modelTemplate } from '../helpers/model-stack';
import { Definition, reachable, stateMachineDefinition, successors } from '../helpers/state-machine-definition';

const smoke = Check.smoke({ requests: [{ body: { amount: 1 } }] });
const shadow = Check.shadow({ compare: [AnswerComparison.label('label')], duration: Duration.minutes(1) });
const bakeTime = Duration.minutes(10);

const hosting = hostingWithGateway();
const withShadow: Definition = stateMachineDefinition(modelTemplate({ checks: [smoke, shadow], hosting, bakeTime }));
const without: Definition = stateMachineDefinition(modelTemplate({ checks: [smoke], hosting, bakeTime }));
const { States } = withShadow;

/** Next state of a choice, by the status of the verdict. */
function branches(name: string): Record<string, string | undefined> {
  const { Choices = [], Default } = States[name];
  const byStatus = Choices.filter(({ StringEquals }) => StringEquals !== undefined);
  return { ...Object.fromEntries(byStatus.map(({ StringEquals, Next }) => [StringEquals, Next])), otherwise: Default };
}

test('goes on without a PASS only when there was nothing to measure', () => {
  const [, , exempt, ...others] = States['Passed: shadow?'].Choices ?? [];
  expect(exempt).toEqual({
    And: [
      { Variable: '$.verdict.status', StringEquals: 'INSUFFICIENT_DATA' },
      { Variable: '$.verdict.exempt', BooleanEquals: true },
    ],
    Next: 'Announce shifting',
  });
  expect(others).toEqual([]);
  expect(States['Check: shadow'].ResultSelector).toMatchObject({ 'exempt.$': '$.Payload.exempt' });
});

test('a check that takes time is asked again after the wait that it says', () => {
  expect(branches('Passed: shadow?')).toEqual({
    PASS: 'Announce shifting',
    PENDING: 'Wait in check: shadow',
    otherwise: 'Check failed',
  });
  expect(States['Wait in check: shadow']).toEqual({
    Type: 'Wait',
    SecondsPath: '$.verdict.waitSeconds',
    Next: 'Check: shadow',
  });
  expect(States['Check: shadow'].ResultSelector).toMatchObject({ 'waitSeconds.$': '$.Payload.waitSeconds' });
  expect(States['Check: shadow'].Parameters?.Payload.spec).toMatchObject({
    kind: 'shadow',
    percent: 10,
    compare: [{ kind: 'equal', path: 'label' }],
  });
});

test('every way back stops mirroring after the traffic is back, and goes on when that fails', () => {
  expect(States['Roll back'].Next).toBe('Record rollback');
  expect(States['Record rollback']).toMatchObject({ Next: 'Stop mirroring', Catch: [{ Next: 'Stop mirroring' }] });
  expect(States['Stop mirroring']).toMatchObject({
    Parameters: { Payload: { action: 'stop-mirroring', 'releaseId.$': '$.release.releaseId' } },
    Next: 'Answer the failed deploy',
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Answer the failed deploy' }],
    ResultPath: null,
  });
});

test('errors and verdicts of the check lead to the stop', () => {
  for (const from of ['Check failed', 'Check: shadow', 'Execution died', 'Refuse: alarms fire']) {
    const targets = States[from].Catch?.map(({ Next }) => Next) ?? [States[from].Next];
    for (const target of targets) expect(reachable(withShadow, target as string)).toContain('Stop mirroring');
  }
});

test('leads only to states that exist, and reaches every one', () => {
  for (const state of Object.values(States)) {
    for (const next of successors(state)) expect(States).toHaveProperty([next]);
  }
  expect([...reachable(withShadow, withShadow.StartAt)].sort()).toEqual(Object.keys(States).sort());
});

test('without such a check a workflow has none of it', () => {
  const added = Object.keys(States).filter((name) => !(name in without.States));
  expect(added.sort()).toEqual(['Check: shadow', 'Passed: shadow?', 'Stop mirroring', 'Wait in check: shadow']);
  expect(JSON.stringify(without)).not.toMatch(/PENDING|waitSeconds|exempt|stop-mirroring/);
  // What is there in both differs in what follows only.
  const changed = Object.keys(without.States).filter(
    (name) => JSON.stringify(without.States[name]) !== JSON.stringify(States[name]),
  );
  expect(changed.sort()).toEqual(['Passed: smoke?', 'Prepare', 'Record rollback']);
});
