import { AlarmEvent, allOn, EnvironmentName } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { listsOnly } from '../../lib/core/traffic/weights';
import { makeHandler as makeEnvironment } from '../../lib/handlers/environment-ecs';
import { makeHandler } from '../../lib/handlers/traffic';
import { makeHandler as makeWatch } from '../../lib/handlers/watch';
import { carryOut, firstLedgerIn, ledgerIn, quietLedger, RELEASE_1, RELEASE_2, T0 } from '../core/ledger/ledgers';
import { awsError, killAfter } from './world/calls';
import { cohortWorld, leadTo, withCohortStep } from './world/cohorts';
import { gatewayWorld } from './world/gateway-world';
import { COHORT_RULE, GROUPS, RULE, World } from './world/world';

const call = (world: World, event: unknown) => makeHandler(world.deps())(event);
const shift = (stepIndex: number) => ({ action: 'shift', releaseId: RELEASE_2, stepIndex });
const rollback = { action: 'rollback', releaseId: RELEASE_2, cause: { Error: 'CheckFailed', Cause: '{}' } };
const alarm: AlarmEvent = {
  source: 'aws.cloudwatch',
  alarmArn: 'arn:alarm',
  time: T0,
  alarmData: { alarmName: 'fraud-green-errors', state: { value: 'ALARM', reason: 'too many errors' } },
};
const decided = (ledger: Ledger) =>
  carryOut(ledger, [
    { kind: 'decide-rollback', releaseId: RELEASE_2, reason: { trigger: 'alarm', reason: 'x', evidence: {} } },
  ]);

const isLedTo = (world: World, environment: EnvironmentName) =>
  listsOnly(world.cohortActions ?? [], GROUPS, environment);

function expectBothOnBlue(world: World): void {
  expect(listsOnly(world.actions, GROUPS, 'blue')).toBe(true);
  expect(isLedTo(world, 'blue')).toBe(true);
}

/** Arns of the rules that were modified, in order; the named one fails. */
function watchingModify(world: World, failing?: string) {
  const clients = world.clients();
  const modified: string[] = [];
  const elb = {
    send: async (command: any) => {
      if (command.constructor.name === 'ModifyRuleCommand') {
        modified.push(command.input.RuleArn);
        if (command.input.RuleArn === failing) throw awsError('ThrottlingException');
      }
      return clients.elb.send(command);
    },
  };
  return { modified, handler: makeHandler({ ...world.deps(), clients: { ...clients, elb: elb as never } }) };
}

describe('shift', () => {
  test('leads the cohort alone in a step of its own, and moves no weight', async () => {
    const world = cohortWorld(withCohortStep(ledgerIn('checking')));
    const production = world.actions;
    await expect(call(world, shift(0))).resolves.toEqual({ stepIndex: 0, weights: allOn('blue'), next: 'step' });
    expect(world.actions).toBe(production);
    expect(isLedTo(world, 'green')).toBe(true);
    expect(world.ledger).toMatchObject({
      weights: allOn('blue'),
      release: { phase: 'shifting', stepIndex: 0, stepSince: T0, trafficMayHaveMoved: true },
    });
    expect(world.document(`EVENT#${RELEASE_2}#${T0}#step-0`).reason).toBe('the cohort alone is on green, read back');
  });

  test('then moves the weights, and leaves the cohort where it is', async () => {
    const world = cohortWorld(withCohortStep(ledgerIn('checking')));
    for (const stepIndex of [0, 1, 2]) await call(world, shift(stepIndex));
    expect(world.weights).toEqual(allOn('green'));
    expect(isLedTo(world, 'green')).toBe(true);
    expect(world.calls.filter((name) => name === 'ModifyRule')).toHaveLength(3);
  });

  test('leads the cohort before the weights when the first step moves both', async () => {
    const world = cohortWorld(ledgerIn('checking'));
    const { handler, modified } = watchingModify(world);
    await handler(shift(0));
    expect(modified).toEqual([COHORT_RULE, RULE]);
    expect(world.weights).toEqual({ blue: 90, green: 10 });
  });

  test('leads the cohort with the first step that is taken, when somebody asked to promote in full, also after a death', async () => {
    const wish = { kind: 'wish', releaseId: RELEASE_2, wish: 'promote-full', reason: 'a fix', by: 'ada' } as const;
    const ledger = carryOut(withCohortStep(ledgerIn('checking')), [wish]);
    for (const count of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const world = cohortWorld(ledger);
      const { gate, killed } = killAfter(count);
      await Promise.race([makeHandler(world.deps(gate))(shift(0)), killed]);
      await expect(call(world, shift(0))).resolves.toEqual({ stepIndex: 2, weights: allOn('green'), next: 'bake' });
      expect(isLedTo(world, 'green')).toBe(true);
      expect(world.weights).toEqual(allOn('green'));
    }
  });

  test('brings a first version both: its callers and the cohort were answered 503', async () => {
    const world = cohortWorld(firstLedgerIn('checking'));
    await call(world, { ...shift(0), releaseId: RELEASE_1 });
    expect(isLedTo(world, 'blue')).toBe(true);
    expect(world.weights).toEqual(allOn('blue'));
  });

  test('a new side without targets is said to have the cohort, and not all traffic', async () => {
    const world = cohortWorld(withCohortStep(ledgerIn('checking')));
    await call(world, shift(0));
    world.healthy.green = 0;
    await expect(makeWatch(world.deps())({ action: 'watch', releaseId: RELEASE_2 })).resolves.toMatchObject({
      decision: 'roll-back',
      reason: '0 of 2 targets of green are healthy with a cohort of unknown size',
    });
  });

  test('goes by the endpoints behind gateways, too', async () => {
    const ledger = ledgerIn('checking');
    const world = cohortWorld(ledger);
    Object.assign(world.env, gatewayWorld(ledger).env, world.env);
    world.sageMaker.host('blue', RELEASE_1);
    world.sageMaker.host('green', RELEASE_2);
    await call(world, shift(0));
    expect(isLedTo(world, 'green')).toBe(true);
  });

  test('fails when the new side could not take all requests, because nobody knows how many are of the cohort', async () => {
    const world = cohortWorld(withCohortStep(ledgerIn('checking')));
    world.healthy.green = 1;
    await expect(call(world, shift(0))).rejects.toMatchObject({
      name: 'NotEnoughCapacity',
      message: expect.stringContaining('a cohort of unknown size needs 2 healthy targets in green, got 1'),
    });
    expect(isLedTo(world, 'blue')).toBe(true);
  });

  test.each<[string, () => Ledger, number, (world: World) => void]>([
    [
      'is on the new side before the first step',
      () => ledgerIn('checking'),
      0,
      (world) => (world.cohortActions = [leadTo('green')]),
    ],
    [
      'is on the stable side in the second step',
      () => ledgerIn('shifting'),
      1,
      (world) => (world.cohortActions = [leadTo('blue')]),
    ],
    ['has no rule any more', () => ledgerIn('checking'), 0, (world) => (world.cohortActions = undefined)],
    [
      'is led elsewhere',
      () => ledgerIn('checking'),
      0,
      (world) => (world.cohortActions = [{ Type: 'forward', TargetGroupArn: 'arn:tg/other' }]),
    ],
  ])('fails when the cohort %s, and moves nothing', async (_name, given, stepIndex, change) => {
    const world = cohortWorld(given());
    change(world);
    const { handler, modified } = watchingModify(world);
    await expect(handler(shift(stepIndex))).rejects.toMatchObject({
      name: 'WeightsNotApplied',
      message: expect.stringMatching(/the cohort must be led to (blue|green), its rule leads to/),
    });
    expect(modified).toEqual([]);
  });

  test('fails when the rule of the cohort does not take the action, before any weight moves', async () => {
    const world = cohortWorld(ledgerIn('checking'));
    const clients = world.clients();
    const stubborn = {
      send: async (command: any) => (command.constructor.name === 'ModifyRuleCommand' ? {} : clients.elb.send(command)),
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, elb: stubborn as never } });
    await expect(handler(shift(0))).rejects.toMatchObject({
      name: 'WeightsNotApplied',
      message: expect.stringContaining('the cohort on {"blue":100,"green":0}'),
    });
    expect(world.weights).toEqual(allOn('blue'));
  });

  test('takes both writes back when the release is over by the time of the record', async () => {
    const world = cohortWorld(ledgerIn('checking'));
    const clients = world.clients();
    const late = {
      send: async (command: any) => {
        if (command.constructor.name === 'ModifyRuleCommand' && world.ledger.release !== undefined)
          world.setLedger(quietLedger());
        return clients.elb.send(command);
      },
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, elb: late as never } });
    await expect(handler(shift(0))).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(world.weights).toEqual(allOn('blue'));
    expect(isLedTo(world, 'blue')).toBe(true);
  });
});

describe('the way back', () => {
  test.each([
    ['in the step of the cohort alone', () => withCohortStep(ledgerIn('shifting'))],
    ['in a later step', () => ledgerIn('shifting')],
    ['in the bake', () => ledgerIn('baking')],
    ['in the standby', () => ledgerIn('standby')],
  ])('%s: the production rule first, then the cohort, and both read back', async (_name, given) => {
    for (const event of [rollback, alarm]) {
      const world = cohortWorld(given());
      const { handler, modified } = watchingModify(world);
      await handler(event);
      expect(modified).toEqual([RULE, COHORT_RULE]);
      expectBothOnBlue(world);
      expect(world.ledger.release?.trafficRestoredAt).toBe(T0);
    }
  });

  test('answers the cohort 503 again when nothing was live before', async () => {
    const world = cohortWorld(firstLedgerIn('shifting'));
    await call(world, { ...rollback, releaseId: RELEASE_1 });
    expect(world.cohortActions).toEqual([leadTo(undefined)]);
    expect(world.actions).toEqual([leadTo(undefined)]);
  });

  test.each([
    ['the workflow', rollback],
    ['an alarm', alarm],
  ])('is not over for %s while the cohort is still on the new side', async (_name, event) => {
    const world = cohortWorld(decided(ledgerIn('shifting')));
    world.actions = [leadTo('blue')]; // whoever was at it died between its two calls
    await call(world, event);
    expectBothOnBlue(world);
    expect(world.ledger.release?.trafficRestoredAt).toBe(T0);
  });

  test.each([
    ['fails when the production rule can not be written, and leads the cohort back all the same', RULE, false, true],
    ['fails when the cohort can not be led back', COHORT_RULE, true, false],
  ])('%s; it is not recorded as over', async (_name, failing, isProductionBack, isCohortBack) => {
    const world = cohortWorld(ledgerIn('shifting'));
    const { handler } = watchingModify(world, failing);
    await expect(handler(rollback)).rejects.toThrow('ThrottlingException');
    expect(listsOnly(world.actions, GROUPS, 'blue')).toBe(isProductionBack);
    expect(isLedTo(world, 'blue')).toBe(isCohortBack);
    expect(world.ledger.release).toMatchObject({ rollback: { trigger: 'check' } });
    expect(world.ledger.release?.trafficRestoredAt).toBeUndefined();
    await call(world, rollback);
    expectBothOnBlue(world);
  });

  test('leaves out a cohort whose rule is gone: its callers follow the production rule', async () => {
    const world = cohortWorld(ledgerIn('shifting'));
    world.cohortActions = undefined;
    await expect(call(world, rollback)).resolves.toEqual({ moved: true, weights: allOn('blue') });
    expect(listsOnly(world.actions, GROUPS, 'blue')).toBe(true);
  });

  test('moves neither while the stable side has no healthy target', async () => {
    const world = cohortWorld(ledgerIn('baking'));
    world.healthy.blue = 0;
    await expect(call(world, alarm)).resolves.toMatchObject({ action: 'held' });
    await expect(call(world, rollback)).rejects.toMatchObject({ name: 'NoHealthySide' });
    expect(isLedTo(world, 'green')).toBe(true);
    expect(world.weights).toEqual(allOn('green'));
  });

  test('is ignored when it is complete', async () => {
    const world = cohortWorld(ledgerIn('baking'));
    await call(world, alarm);
    await expect(call(world, alarm)).resolves.toMatchObject({ action: 'ignored' });
    expect(world.calls.filter((name) => name === 'ModifyRule')).toHaveLength(2);
  });
});

describe('a look', () => {
  const look = (world: World, action = 'watch') => makeWatch(world.deps())({ action, releaseId: RELEASE_2 });

  test.each(['shifting', 'baking', 'standby'] as const)(
    'goes on when both rules are as they were left in %s',
    async (phase) => {
      await expect(look(cohortWorld(ledgerIn(phase)))).resolves.toMatchObject({ decision: 'continue' });
    },
  );

  test.each(['shifting', 'baking', 'standby'] as const)(
    'goes back when the cohort was led elsewhere in %s',
    async (phase) => {
      for (const actions of [[leadTo('blue')], undefined]) {
        const world = cohortWorld(ledgerIn(phase));
        world.cohortActions = actions;
        await expect(look(world)).resolves.toMatchObject({
          decision: 'roll-back',
          reason: expect.stringMatching(/the cohort must be led to green, .* something else changed the rule/),
          evidence: { recorded: 'green' },
        });
      }
    },
  );

  test('goes back when half of the targets are gone in the step of the cohort alone', async () => {
    const world = cohortWorld(withCohortStep({ ...ledgerIn('shifting'), weights: allOn('blue') }));
    world.setWeights(allOn('blue'));
    await expect(look(world)).resolves.toMatchObject({ decision: 'continue' });
    world.healthy.green = 0;
    await expect(look(world)).resolves.toMatchObject({ decision: 'roll-back', evidence: { percent: 100 } });
  });

  test('before the shift says nothing about a side that nobody is led to', async () => {
    const world = cohortWorld(
      carryOut(ledgerIn('checking'), [{ kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' }]),
    );
    await expect(look(world)).resolves.toMatchObject({ decision: 'done' });
  });

  test('before the start refuses while the cohort is not where all traffic is', async () => {
    const world = cohortWorld(ledgerIn('preparing'));
    world.cohortActions = [leadTo('green')];
    await expect(look(world, 'before')).resolves.toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('lead it back there first'),
      evidence: { beforeStart: true, recorded: 'blue' },
    });
    expect(world.ledger.release?.rollback?.evidence.beforeStart).toBe(true);
  });
});

test.each<[string, () => Ledger, 'old' | 'failed', EnvironmentName]>([
  ['old', () => ledgerIn('standby'), 'old', 'blue'],
  ['failed', () => ledgerIn('retiring-failed'), 'failed', 'green'],
])('fails to empty the %s environment while the cohort is led there', async (_name, given, which, environment) => {
  const world = cohortWorld(given());
  const retire = () => makeEnvironment(world.deps())({ action: 'retire', releaseId: RELEASE_2, which });
  world.cohortActions = [leadTo(environment)];
  await expect(retire()).rejects.toMatchObject({
    name: 'WeightsNotApplied',
    message: expect.stringContaining('and a cohort on'),
  });
  expect(world.ecs.service(environment).desiredCount).toBe(2);
  world.cohortActions = undefined;
  await expect(retire()).resolves.toMatchObject({ retired: true });
});

test('reads where the cohort is led', async () => {
  const world = cohortWorld(ledgerIn('shifting'));
  await expect(call(world, { action: 'read' })).resolves.toMatchObject({ cohort: allOn('green') });
  world.cohortActions = undefined;
  await expect(call(world, { action: 'read' })).resolves.toMatchObject({ cohort: null });
});
