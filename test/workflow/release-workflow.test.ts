import { Check, RequestMethod } from '../../lib';
import { ErrorName, RULE_GONE_ERRORS, THROTTLE_ERRORS, TRANSIENT_LAMBDA_ERRORS } from '../../lib/contract';
import { modelTemplate } from '../helpers/model-stack';
import { Definition, reachable, State, stateMachineDefinition, successors } from '../helpers/state-machine-definition';

const smoke = Check.smoke({ requests: [{ method: RequestMethod.POST, body: { amount: 1 } }] });
const definition: Definition = stateMachineDefinition(modelTemplate({ checks: [smoke] }));
const { States } = definition;
const tasks = Object.entries(States).filter(([, state]) => state.Type === 'Task');

/** Next state of a choice for the state data that its condition names. */
function branches(name: string): Record<string, string | undefined> {
  const { Choices = [], Default } = States[name];
  const value = (choice: Record<string, unknown>) =>
    String(choice.StringEquals ?? choice.BooleanEquals ?? choice.IsPresent);
  return { ...Object.fromEntries(Choices.map((choice) => [value(choice), choice.Next])), otherwise: Default };
}

describe('definition', () => {
  test('leads only to states that exist, and reaches every one', () => {
    for (const state of Object.values(States)) {
      for (const next of successors(state)) expect(States).toHaveProperty([next]);
    }
    expect([...reachable(definition, definition.StartAt)].sort()).toEqual(Object.keys(States).sort());
  });

  test.each([
    ['Prepare', 'Already live?'],
    ['Look before', 'Alarms quiet?'],
    ['Provision', 'Wait for rollout'],
    ['Wait for rollout', 'Poll rollout'],
    ['Poll rollout', 'Ready?'],
    ['Check: parity', 'Passed: parity?'],
    ['Check: health', 'Passed: health?'],
    ['Check: smoke', 'Passed: smoke?'],
    ['Start shift', 'Poll capacity'],
    ['Poll capacity', 'Large enough?'],
    ['Wait for capacity', 'Watch for capacity'],
    ['Watch for capacity', 'Quiet meanwhile?'],
    ['Match capacity in bake', 'Wait in bake'],
    ['Match capacity in standby', 'Wait in standby'],
    ['Look before shift', 'Still quiet?'],
    ['Shift', 'Watch step'],
    ['Wait in step', 'Watch step'],
    ['Watch step', 'Step baked?'],
    ['Match capacity in step', 'Wait in step'],
    ['Next step', 'Poll capacity'],
    ['Match capacity before shift', 'Wait before shift'],
    ['Wait before shift', 'Watch before shift'],
    ['Watch before shift', 'Resumed?'],
    ['Resume shift', 'Poll capacity'],
    ['Start bake', 'Wait in bake'],
    ['Wait in bake', 'Watch bake'],
    ['Watch bake', 'Bake over?'],
    ['Promote', 'Answer the deploy'],
    ['Answer the deploy', 'Settle'],
    ['Settle', 'Wait in standby'],
    ['Wait in standby', 'Watch standby'],
    ['Watch standby', 'Standby over?'],
    ['Retire the old version', 'Finish'],
    ['Finish', 'Promoted'],
    ['Check failed', 'Roll back'],
    ['Watch failed', 'Roll back'],
    ['Execution died', 'Roll back'],
    ['Prepare failed', 'Roll back'],
    ['Refuse: alarms fire', 'Record rollback'],
    ['Roll back', 'Record rollback'],
    ['Record rollback', 'Answer the failed deploy'],
    ['Answer the failed deploy', 'Keep the failed environment'],
    ['Keep the failed environment', 'Retire the failed version'],
    ['Retire the failed version', 'Finish failed'],
    ['Finish failed', 'Rolled back'],
    ['Answer the refusal', 'Refused'],
  ])('%s goes on to %s', (name, next) => {
    expect(States[name].Next).toBe(next);
  });

  test.each([
    ['Recover?', { true: 'Adopt release', otherwise: 'Prepare' }],
    ['Already live?', { noop: 'Answer for the live version', otherwise: 'Look before' }],
    ['Alarms quiet?', { continue: 'Announce provisioning', otherwise: 'Refuse: alarms fire' }],
    ['Ready?', { ready: 'Return?', otherwise: 'Wait for rollout' }],
    ['Return?', { true: 'Announce shifting', otherwise: 'Announce checking' }],
    ['Passed: parity?', { PASS: 'Check: health', otherwise: 'Check failed' }],
    ['Passed: health?', { PASS: 'Check: smoke', otherwise: 'Check failed' }],
    ['Passed: smoke?', { PASS: 'Announce shifting', otherwise: 'Check failed' }],
    ['Still quiet?', { done: 'Shift', continue: 'Match capacity before shift', otherwise: 'Watch failed' }],
    ['Quiet meanwhile?', { done: 'Poll capacity', continue: 'Match capacity before shift', otherwise: 'Watch failed' }],
    ['Resumed?', { done: 'Resume shift', continue: 'Match capacity before shift', otherwise: 'Watch failed' }],
    ['Step baked?', { done: 'Last step?', continue: 'Match capacity in step', otherwise: 'Watch failed' }],
    ['Last step?', { bake: 'Start bake', promote: 'Promote', otherwise: 'Next step' }],
    ['Holdback?', { true: 'Next step', otherwise: 'Promote' }],
    ['Bake over?', { done: 'Holdback?', continue: 'Match capacity in bake', otherwise: 'Watch failed' }],
    [
      'Standby over?',
      { done: 'Retire the old version', continue: 'Match capacity in standby', otherwise: 'Watch failed' },
    ],
    ['Large enough?', { ready: 'Look before shift', otherwise: 'Wait for capacity' }],
    [
      'What is left?',
      {
        'roll-back': 'Execution died',
        continue: 'Answer the deploy',
        'given-up': 'Recovery given up',
        otherwise: 'Nothing to do',
      },
    ],
  ])('%s decides', (name, expected) => {
    expect(branches(name)).toEqual(expected);
  });

  test.each([
    ['Promoted', 'Succeed', undefined, undefined],
    ['Nothing to do', 'Succeed', undefined, undefined],
    // A failure would start the next recovery.
    ['Recovery given up', 'Succeed', undefined, undefined],
    ['Rolled back', 'Fail', 'ReleaseRolledBack', '$.finish.reason'],
    ['Refused', 'Fail', 'ReleaseRefused', '$.cause.Cause'],
    ['Rollback failed', 'Fail', 'RollbackFailed', '$.cleanUpError.Cause'],
  ])('%s is a %s', (name, Type, Error, CausePath) => {
    expect(States[name]).toEqual({ Type, ...(Error === undefined ? {} : { Error, CausePath }) });
  });
});

describe('from the first shift until the way back or the end', () => {
  const isLook = (name: string) => JSON.stringify(States[name].Parameters ?? {}).includes('WatchFunction');

  /** States from which the traffic can be reached again without a look. */
  function unwatchedFrom(start: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      for (const next of successors(States[name])) {
        if (seen.has(next) || isLook(next) || next === 'Roll back' || next === 'Retire the old version') continue;
        seen.add(next);
        visit(next);
      }
    };
    visit(start);
    return seen;
  }

  test.each([...reachable(definition, 'Shift')].filter((name) => !isLook(name)))(
    '%s does not come round again without a look',
    (name) => {
      expect(unwatchedFrom(name)).not.toContain(name);
    },
  );
});

describe('tasks', () => {
  test.each(tasks)('%s invokes a function and gives up in time', (_name, state: State) => {
    expect(state.Resource).toMatch(/:states:::lambda:invoke$/);
    expect(state.Parameters?.FunctionName).toMatch(/^<Model\w+Function\w+>$/);
    expect(state.TimeoutSeconds).toBeGreaterThan(30);
  });

  const standard = tasks.filter(([, { Retry = [] }]) => Retry.length > 2);
  const patient = [
    'Roll back',
    'Retire the failed version',
    'Retire the old version',
    'Adopt release',
    'Finish failed',
  ];

  // The looks between which they stand are their repetition.
  const repeated = [
    'Match capacity before shift',
    'Match capacity in step',
    'Match capacity in bake',
    'Match capacity in standby',
  ];

  test('retry in the standard way, but for those that may not give up, and those that are repeated anyway', () => {
    expect(
      tasks
        .map(([name]) => name)
        .filter((name) => !standard.some(([known]) => known === name))
        .sort(),
    ).toEqual([...patient, ...repeated].sort());
    for (const name of repeated) expect(States[name].Retry).toBeUndefined();
  });

  test.each(standard)('%s tries again what passes by itself', (_name, { Retry = [] }: State) => {
    expect(Retry).toEqual([
      {
        ErrorEquals: TRANSIENT_LAMBDA_ERRORS,
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 6,
        MaxDelaySeconds: 30,
        JitterStrategy: 'FULL',
      },
      {
        ErrorEquals: THROTTLE_ERRORS,
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 8,
        MaxDelaySeconds: 60,
        JitterStrategy: 'FULL',
      },
      { ErrorEquals: [ErrorName.LEDGER_CONFLICT], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 5 },
      { ErrorEquals: [ErrorName.WEIGHTS_NOT_APPLIED], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 5 },
      { ErrorEquals: [ErrorName.INCOMPLETE_METRICS], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3 },
      { ErrorEquals: RULE_GONE_ERRORS, IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 3 },
    ]);
  });

  test('Roll back tries again for a quarter of an hour, whatever the error', () => {
    expect(States['Roll back'].Retry).toEqual([
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 1.5, MaxAttempts: 20, MaxDelaySeconds: 60 },
    ]);
  });

  test.each([
    ['Adopt release', 'four hours', 120],
    ['Finish failed', 'a quarter of an hour', 10],
  ])('%s tries again for %s, whatever the error', (name, _time, MaxAttempts) => {
    expect(States[name].Retry?.slice(-1)).toEqual([
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 30, BackoffRate: 2, MaxAttempts, MaxDelaySeconds: 120 },
    ]);
  });

  test('Adopt release asks again for four minutes whether an execution that is said to be dead still runs', () => {
    const { Retry, Catch } = States['Adopt release'];
    const ErrorEquals = ['ExecutionStillRunning'];
    expect(Retry?.[0]).toEqual({
      ErrorEquals,
      IntervalSeconds: 5,
      BackoffRate: 2,
      MaxAttempts: 7,
      MaxDelaySeconds: 60,
    });
    expect(Catch).toEqual([
      { ErrorEquals, Next: 'Nothing to do', ResultPath: '$.cleanUpError' },
      { ErrorEquals: ['States.ALL'], Next: 'Recovery given up', ResultPath: '$.cleanUpError' },
    ]);
  });

  test.each([
    [
      'Prepare',
      'release',
      {
        action: 'prepare',
        'executionArn.$': '$$.Execution.Id',
        'releaseId.$': '$$.Execution.Name',
        'input.$': '$',
        checks: ['parity', 'health', 'smoke'],
      },
    ],
    ['Adopt release', 'release', { action: 'adopt', 'executionArn.$': '$$.Execution.Id', 'releaseId.$': '$.recover' }],
    ['Look before', 'watch', { action: 'before', 'releaseId.$': '$.release.releaseId' }],
    ['Provision', undefined, { action: 'provision', 'releaseId.$': '$.release.releaseId' }],
    ['Poll rollout', 'poll', { action: 'poll', 'releaseId.$': '$.release.releaseId' }],
    ['Shift', 'shift', { action: 'shift', 'releaseId.$': '$.release.releaseId', 'stepIndex.$': '$.shift.stepIndex' }],
    ['Start bake', undefined, { action: 'phase', 'releaseId.$': '$.release.releaseId', phase: 'baking' }],
    ['Promote', undefined, { action: 'promote', 'releaseId.$': '$.release.releaseId' }],
    ['Answer the deploy', undefined, { action: 'answer', 'releaseId.$': '$.release.releaseId' }],
    ['Answer the refusal', undefined, { action: 'answer', 'releaseId.$': '$$.Execution.Name', 'refusal.$': '$.cause' }],
    ['Settle', undefined, { action: 'settle', 'releaseId.$': '$.release.releaseId' }],
    ['Retire the old version', undefined, { action: 'retire', 'releaseId.$': '$.release.releaseId', which: 'old' }],
    [
      'Retire the failed version',
      undefined,
      { action: 'retire', 'releaseId.$': '$.release.releaseId', which: 'failed' },
    ],
    ['Roll back', undefined, { action: 'rollback', 'releaseId.$': '$.release.releaseId', 'cause.$': '$.cause' }],
    ['Finish failed', 'finish', { action: 'finish', 'releaseId.$': '$.release.releaseId' }],
  ])('%s keeps its result at %s', (name, keep, payload) => {
    expect(States[name].Parameters?.Payload).toEqual(payload);
    expect(States[name].ResultPath).toBe(keep === undefined ? null : `$.${keep}`);
  });

  test('a check is told its whole spec', () => {
    expect(States['Check: smoke'].Parameters?.Payload.spec).toEqual({
      kind: 'smoke',
      name: 'smoke',
      attempts: 3,
      timeoutMs: 10_000,
      requests: [
        {
          name: 'request-1',
          method: 'POST',
          path: '/v2/models/fraud/infer',
          body: '{"amount":1}',
          headers: { 'content-type': 'application/json' },
          expectedStatus: 200,
        },
      ],
    });
  });
});

describe('waits', () => {
  test.each([
    ['Wait for rollout', 'pollIntervalSeconds'],
    ['Wait for capacity', 'watchIntervalSeconds'],
    ['Wait before shift', 'watchIntervalSeconds'],
    ['Wait in step', 'watchIntervalSeconds'],
    ['Wait in bake', 'watchIntervalSeconds'],
    ['Wait in standby', 'watchIntervalSeconds'],
    ['Keep the failed environment', 'failedEnvironmentRetentionSeconds'],
  ])('%s takes %s of the plan', (name, member) => {
    expect(States[name].SecondsPath).toBe(`$.release.plan.${member}`);
  });
});

describe('failures', () => {
  const toRollBack = [
    'Look before',
    'Provision',
    'Poll rollout',
    'Check: parity',
    'Check: health',
    'Check: smoke',
    'Poll capacity',
    'Watch for capacity',
    'Watch before shift',
    'Watch step',
    'Start bake',
    'Watch bake',
    'Promote',
    'Settle',
    'Watch standby',
  ];

  test.each(toRollBack)('an error of %s brings traffic back', (name) => {
    expect(States[name].Catch).toContainEqual({
      ErrorEquals: ['States.ALL'],
      Next: 'Roll back',
      ResultPath: '$.cause',
    });
  });

  test.each([
    ['Roll back', 'Rollback failed'],
    ['Record rollback', 'Answer the failed deploy'],
    ['Answer the failed deploy', 'Keep the failed environment'],
    ['Retire the failed version', 'Finish failed'],
    ['Answer the deploy', 'Settle'],
    ['Answer the refusal', 'Refused'],
    ['Answer for the live version', 'Nothing to do'],
    ['Match capacity before shift', 'Wait before shift'],
    ['Match capacity in bake', 'Wait in bake'],
    ['Match capacity in standby', 'Wait in standby'],
  ])('an error of %s keeps the cause and goes on to %s', (name, next) => {
    expect(States[name].Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: next, ResultPath: '$.cleanUpError' }]);
  });

  test('a Shift to a side that is too small waits for more targets, of a paused release until it is resumed, any other error of it brings traffic back', () => {
    expect(States.Shift.Catch).toEqual([
      { ErrorEquals: ['NotEnoughCapacity'], Next: 'Wait for capacity', ResultPath: '$.capacity' },
      { ErrorEquals: ['ReleasePaused'], Next: 'Match capacity before shift', ResultPath: '$.held' },
      { ErrorEquals: ['States.ALL'], Next: 'Roll back', ResultPath: '$.cause' },
    ]);
  });

  test('a promotion of a paused release goes back to the bake', () => {
    expect(States.Promote.Catch).toEqual([
      { ErrorEquals: ['ReleasePaused'], Next: 'Match capacity in bake', ResultPath: '$.held' },
      { ErrorEquals: ['States.ALL'], Next: 'Roll back', ResultPath: '$.cause' },
    ]);
  });

  test('a rollback that was decided before the old version is retired wins, any other error frees the lock', () => {
    const { Catch, Retry } = States['Retire the old version'];
    const flags = ['ReleaseAborted', 'ReleaseRolledBack'];
    expect(Retry?.[0]).toEqual({ ErrorEquals: flags, MaxAttempts: 0 });
    expect(Catch).toEqual([
      { ErrorEquals: flags, Next: 'Roll back', ResultPath: '$.cause' },
      { ErrorEquals: ['States.ALL'], Next: 'Finish', ResultPath: '$.cleanUpError' },
    ]);
  });

  test('a refusal of Prepare touches nothing, any other error frees the lock', () => {
    expect(States.Prepare.Catch).toEqual([
      { ErrorEquals: ['ReleaseRefused'], Next: 'Answer the refusal', ResultPath: '$.cause' },
      { ErrorEquals: ['States.ALL'], Next: 'Prepare failed', ResultPath: '$.cause' },
    ]);
    expect(reachable(definition, 'Prepare failed')).toContain('Finish failed');
    expect(reachable(definition, 'Answer the refusal')).not.toContain('Retire the failed version');
  });

  test('the way back never leads to more traffic on the new version', () => {
    const path = reachable(definition, 'Roll back');
    for (const forward of ['Provision', 'Shift', 'Promote', 'Start bake']) expect(path).not.toContain(forward);
  });

  test('no way leads past the checks to the traffic', () => {
    const withoutLastCheck: Definition = {
      ...definition,
      States: {
        ...States,
        'Return?': { ...States['Return?'], Choices: [] },
        'Check: smoke': { ...States['Check: smoke'], Next: undefined },
      },
    };
    expect(reachable(withoutLastCheck, 'Prepare')).not.toContain('Shift');
  });
});
