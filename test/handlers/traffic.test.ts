import { AlarmEvent, allOn } from '../../lib/contract';
import { LedgerCommand } from '../../lib/core/ledger/command';
import { forwardToBoth, forwardToOnly, notLiveYet } from '../../lib/core/traffic/rule-action';
import { listsOnly } from '../../lib/core/traffic/weights';
import { makeHandler } from '../../lib/handlers/traffic';
import {
  BAKED,
  carryOut,
  firstLedgerIn,
  ledgerIn,
  MODEL,
  quietLedger,
  RELEASE_1,
  RELEASE_2,
  T0,
} from '../core/ledger/ledgers';
import { readyToShift, step, wish } from '../core/ledger/stepped';
import { awsError } from './world/calls';
import { GROUPS, World } from './world/world';

const call = (world: World, event: unknown) => makeHandler(world.deps())(event);
const shift = (stepIndex: number) => ({ action: 'shift', releaseId: RELEASE_2, stepIndex });
const rollback = {
  action: 'rollback',
  releaseId: RELEASE_2,
  cause: { Error: 'ProvisionFailed', Cause: '{"errorMessage":"no tasks"}' },
};
const emergency = { action: 'emergency', reason: 'looks bad', requestedBy: 'me' };

function alarm(alarmName = 'fraud-green-errors', value = 'ALARM'): AlarmEvent {
  const state = { value, reason: 'too many errors', timestamp: T0 };
  return { source: 'aws.cloudwatch', alarmArn: 'arn:alarm', time: T0, alarmData: { alarmName, state } };
}

describe('shift', () => {
  test('writes the weights of the step, reads them back and records them', async () => {
    const world = new World(ledgerIn('checking'));
    await expect(call(world, shift(0))).resolves.toEqual({
      stepIndex: 0,
      weights: { blue: 90, green: 10 },
      next: 'step',
    });
    expect(world.weights).toEqual({ blue: 90, green: 10 });
    expect(world.ledger).toMatchObject({
      weights: { blue: 90, green: 10 },
      release: { phase: 'shifting', stepIndex: 0, stepSince: T0 },
    });
    expect(world.actions[0].ForwardConfig?.TargetGroupStickinessConfig).toEqual({ Enabled: false });
  });

  test('declares its intent in the ledger before the rule changes', async () => {
    const world = new World(ledgerIn('checking'));
    world.failures.ModifyRule = awsError('ThrottlingException');
    await expect(call(world, shift(0))).rejects.toThrow('ThrottlingException');
    expect(world.ledger.release).toMatchObject({ trafficMayHaveMoved: true, stepIndex: 0 });
    expect(world.ledger.release?.stepSince).toBeUndefined();
  });

  test('tells the last step, and changes nothing when it is repeated', async () => {
    const world = new World(ledgerIn('shifting'));
    const expected = { stepIndex: 1, weights: allOn('green'), next: 'bake' };
    await expect(call(world, shift(1))).resolves.toEqual(expected);
    await expect(call(world, shift(1))).resolves.toEqual(expected);
    expect(world.calls.filter((name) => name === 'ModifyRule')).toHaveLength(1);
  });

  test('with all traffic lists one environment only: a cookie leads to no other', async () => {
    const world = new World(ledgerIn('shifting'));
    await call(world, shift(1));
    expect(world.actions).toEqual([forwardToOnly(GROUPS, 'green')]);
  });

  test('keeps callers where they were answered while both have traffic, if the plan says so', async () => {
    const world = new World(readyToShift({ stickinessSeconds: 900 }));
    await call(world, shift(0));
    expect(world.actions).toEqual([forwardToBoth(GROUPS, { blue: 90, green: 10 }, 900)]);
    await call(world, { action: 'emergency', reason: 'looks bad', requestedBy: 'me' });
    expect(world.actions).toEqual([forwardToOnly(GROUPS, 'blue')]);
  });

  test('takes the step that the bake follows when somebody asked to promote in full', async () => {
    const world = new World(carryOut(readyToShift(), [...step(0), wish('promote-full')]));
    const whole = { stepIndex: 2, weights: { blue: 20, green: 80 }, next: 'bake' };
    await expect(call(world, shift(1))).resolves.toEqual(whole);
    await expect(call(world, shift(1))).resolves.toEqual(whole);
    expect(world.calls.filter((name) => name === 'ModifyRule')).toHaveLength(1);
  });

  test('fails for a paused release by the name that the workflow waits on, and writes nothing', async () => {
    const world = new World(carryOut(readyToShift(), [...step(0), wish('pause')]));
    await expect(call(world, shift(1))).rejects.toMatchObject({ name: 'ReleasePaused', message: /ada paused/ });
    expect(world.weights).toEqual({ blue: 90, green: 10 });
    expect(world.calls).not.toContain('ModifyRule');
  });

  test('gives what was held back after the bake, and tells that the promotion follows', async () => {
    const baked: LedgerCommand[] = [
      { kind: 'enter-phase', releaseId: RELEASE_2, phase: 'baking' },
      { kind: 'record-verdict', releaseId: RELEASE_2, verdict: BAKED },
    ];
    const world = new World(carryOut(readyToShift(), [...step(0), ...step(1), ...step(2), ...baked]));
    const rest = { stepIndex: 3, weights: allOn('green'), next: 'promote' };
    await expect(call(world, shift(3))).resolves.toEqual(rest);
    expect(world.ledger.release).toMatchObject({ phase: 'baking', stepIndex: 3, stepSince: T0 });
  });

  test.each([
    [
      'fails when fewer targets are healthy than the step needs',
      (world: World) => (world.healthy.green = 1),
      1,
      'NotEnoughCapacity',
    ],
    [
      'fails when the live side has grown since the environment was filled',
      (world: World) => (world.healthy.blue = 3),
      1,
      'NotEnoughCapacity',
    ],
    [
      'fails without a healthy target at the smallest step',
      (world: World) => (world.healthy.green = 0),
      1,
      'NotEnoughCapacity',
    ],
    [
      'fails when somebody else changed the rule',
      (world: World) => world.setWeights({ blue: 50, green: 50 }),
      1,
      'WeightsNotApplied',
    ],
    [
      'fails when the rule forwards elsewhere',
      (world: World) => (world.actions = [{ Type: 'forward', TargetGroupArn: 'arn:tg/other' }]),
      1,
      'WeightsNotApplied',
    ],
    ['fails for a step that the plan does not have', () => undefined, 7, 'InvalidInput'],
  ])('%s, and moves nothing', async (_name, given, stepIndex, error) => {
    const world = new World(ledgerIn('shifting'));
    given(world);
    const before = world.actions;
    await expect(call(world, shift(stepIndex))).rejects.toMatchObject({ name: error });
    expect(world.actions).toBe(before);
    expect(world.ledger.release?.stepIndex).toBe(0);
  });

  test.each([
    ['abort', 'ReleaseAborted', { kind: 'request-abort', reason: 'stop', by: 'me' } as const],
    [
      'rollback',
      'ReleaseRolledBack',
      {
        kind: 'decide-rollback',
        releaseId: RELEASE_2,
        reason: { trigger: 'alarm', reason: 'x', evidence: {} },
      } as const,
    ],
  ])('fails after an %s without touching the rule', async (_name, error, command) => {
    const world = new World(carryOut(ledgerIn('shifting'), [command]));
    await expect(call(world, shift(1))).rejects.toMatchObject({ name: error });
    expect(world.calls).toEqual(['GetItem']);
  });

  test('fails when the rule does not take the weights', async () => {
    const world = new World(ledgerIn('shifting'));
    const clients = world.clients();
    const stubborn = {
      ...clients.elb,
      send: async (command: any) => (command.constructor.name === 'ModifyRuleCommand' ? {} : clients.elb.send(command)),
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, elb: stubborn } });
    await expect(handler(shift(1))).rejects.toMatchObject({ name: 'WeightsNotApplied' });
    expect(world.ledger.release?.stepSince).toBeUndefined();
  });

  test('takes its own write back when the release is over by the time of the record', async () => {
    const world = new World(ledgerIn('shifting'));
    const clients = world.clients();
    const late = {
      send: async (command: any) => {
        if (command.constructor.name === 'ModifyRuleCommand' && world.ledger.release !== undefined)
          world.setLedger(quietLedger());
        return clients.elb.send(command);
      },
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, elb: late as never } });
    await expect(handler(shift(1))).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(world.weights).toEqual(allOn('blue'));
  });
});

describe('rollback', () => {
  test('lists only the stable side, records the reason and the read-back', async () => {
    const world = new World(ledgerIn('shifting'));
    await expect(call(world, rollback)).resolves.toEqual({ moved: true, weights: allOn('blue') });
    expect(listsOnly(world.actions, GROUPS, 'blue')).toBe(true);
    expect(world.ledger.release).toMatchObject({
      phase: 'rolling-back',
      trafficRestoredAt: T0,
      rollback: { trigger: 'error', reason: 'ProvisionFailed: no tasks' },
    });
    expect(world.history).toEqual(['decide-rollback', 'traffic-back', 'traffic-restored']);
  });

  test('goes back to a smaller side, and records the targets of both', async () => {
    const world = new World(ledgerIn('shifting'));
    Object.assign(world.healthy, { blue: 1, green: 9 });
    await expect(call(world, rollback)).resolves.toMatchObject({ moved: true });
    expect(world.document(`EVENT#${RELEASE_2}#${T0}#traffic-back`)).toMatchObject({
      reason: 'traffic goes to blue with 1 healthy targets',
      evidence: { healthyTargets: { blue: 1, green: 9 } },
    });
  });

  test('makes the standby live again after a promotion', async () => {
    const world = new World(ledgerIn('standby'));
    await call(world, rollback);
    expect(world.ledger).toMatchObject({ live: { version: 'v1', environment: 'blue' }, weights: allOn('blue') });
    expect(world.ledger.standby).toBeUndefined();
  });

  test('answers 503 again when nothing was live before', async () => {
    const world = new World(firstLedgerIn('shifting'));
    await expect(call(world, { ...rollback, releaseId: RELEASE_1 })).resolves.toEqual({
      moved: true,
      weights: { blue: 0, green: 0 },
    });
    expect(world.actions).toEqual([notLiveYet(MODEL)]);
  });

  test.each([
    ['before traffic moved', () => ledgerIn('checking')],
    ['of a release that is over', () => quietLedger()],
    ['while the old version is being retired', () => ledgerIn('retiring')],
    ['of the first version after its promotion', () => firstLedgerIn('standby')],
  ])('moves nothing %s', async (_name, given) => {
    const world = new World(given());
    const releaseId = world.ledger.release?.releaseId ?? RELEASE_2;
    await expect(call(world, { ...rollback, releaseId })).resolves.toMatchObject({ moved: false });
    expect(world.calls).not.toContain('ModifyRule');
  });

  test('fails while the stable side has no healthy target, and keeps the decision', async () => {
    const world = new World(ledgerIn('shifting'));
    world.healthy.blue = 0;
    await expect(call(world, rollback)).rejects.toMatchObject({ name: 'NoHealthySide' });
    expect(world.weights).toEqual({ blue: 90, green: 10 });
    expect(world.ledger.release?.rollback).toBeDefined();
    world.healthy.blue = 1;
    await expect(call(world, rollback)).resolves.toMatchObject({ moved: true });
  });
});

describe('emergency', () => {
  test('an alarm brings traffic back in four calls after the reading', async () => {
    const world = new World(ledgerIn('baking'));
    await expect(call(world, alarm())).resolves.toMatchObject({ action: 'rolled-back', weights: allOn('blue') });
    expect(world.calls.slice(0, 4).sort()).toEqual([
      'DescribeRules',
      'DescribeTargetHealth',
      'DescribeTargetHealth',
      'GetItem',
    ]);
    expect(world.calls.slice(4)).toEqual(['TransactWriteItems', 'ModifyRule', 'DescribeRules', 'TransactWriteItems']);
    expect(world.ledger.release).toMatchObject({ rollback: { trigger: 'alarm' }, trafficRestoredAt: T0 });
    expect(world.history).toEqual(['decide-rollback', 'traffic-restored']);
  });

  test('goes back to a smaller side at once, and records the targets of both', async () => {
    const world = new World(ledgerIn('baking'));
    Object.assign(world.healthy, { blue: 1, green: 9 });
    await expect(call(world, alarm())).resolves.toMatchObject({ action: 'rolled-back' });
    expect(world.ledger.release?.rollback?.evidence).toMatchObject({
      alarm: 'fraud-green-errors',
      healthyTargets: { blue: 1, green: 9 },
    });
  });

  test('an operator rolls back after the promotion too', async () => {
    const world = new World(ledgerIn('standby'));
    await expect(call(world, emergency)).resolves.toMatchObject({ action: 'rolled-back' });
    expect(world.ledger.release?.rollback?.reason).toBe('me asked to roll back: looks bad');
    expect(world.ledger.live?.version).toBe('v1');
  });

  test.each([
    ['that the user added', 'business'],
    ['that the user added under a name like those of the other environment', 'fraud-blue-sky-conversion'],
    ['of prediction quality', 'fraud-green-quality-auc'],
  ])('an alarm %s counts for the release', async (_whose, alarmName) => {
    const world = new World(ledgerIn('baking'));
    await expect(call(world, alarm(alarmName))).resolves.toMatchObject({ action: 'rolled-back' });
  });

  test.each([
    ['no release is active', () => quietLedger(), alarm()],
    ['the alarm watches the other environment', () => ledgerIn('baking'), alarm('fraud-blue-errors')],
    ['prediction quality of the other environment is bad', () => ledgerIn('baking'), alarm('fraud-blue-quality-auc')],
    ['the alarm went back to OK', () => ledgerIn('baking'), alarm('fraud-green-errors', 'OK')],
    ['traffic has not moved', () => ledgerIn('checking'), alarm()],
    ['the old version is being retired', () => ledgerIn('retiring'), alarm()],
    ['the first version is promoted', () => firstLedgerIn('standby'), alarm('fraud-blue-errors')],
    ['no release is active for an operator', () => quietLedger(), emergency],
  ])('ignores the call when %s', async (_name, given, event) => {
    const world = new World(given());
    await expect(call(world, event)).resolves.toMatchObject({ action: 'ignored' });
    expect(world.calls).not.toContain('ModifyRule');
  });

  test.each([
    ['an alarm', alarm(), 'ignored-alarm', { alarm: 'fraud-green-errors' }],
    ['an operator', emergency, 'ignored-call', { requestedBy: 'me' }],
  ])('%s that is ignored has its name in the history', async (_who, event, kind, evidence) => {
    const world = new World(ledgerIn('retiring'));
    await call(world, event);
    expect(world.history).toEqual([kind]);
    expect(world.document(`EVENT#${RELEASE_2}#${T0}#${kind}`)).toMatchObject({
      reason: expect.stringContaining('standby time is over'),
      evidence: { phase: 'retiring', ...evidence },
    });
  });

  test('ignores a second alarm when the rollback is complete', async () => {
    const world = new World(ledgerIn('baking'));
    await call(world, alarm());
    await expect(call(world, alarm('business'))).resolves.toMatchObject({
      action: 'ignored',
      reason: 'the release was rolled back already',
    });
  });

  test('holds while the stable side has no healthy target', async () => {
    const world = new World(ledgerIn('baking'));
    world.healthy.blue = 0;
    await expect(call(world, alarm())).resolves.toMatchObject({ action: 'held', weights: allOn('green') });
    expect(world.weights).toEqual(allOn('green'));
    expect(world.ledger.release?.rollback).toBeDefined();
    expect(world.history).toContain('hold');
    expect(world.document(`EVENT#${RELEASE_2}#${T0}#hold`).evidence).toMatchObject({
      alarm: 'fraud-green-errors',
      healthyTargets: { blue: 0 },
    });
  });

  test('brings traffic back although the decision can not be written', async () => {
    const world = new World(ledgerIn('baking'));
    const clients = world.clients();
    let refusals = 1;
    const dynamodb = {
      send: async (command: any) => {
        if (command.constructor.name === 'TransactWriteItemsCommand' && refusals-- > 0)
          throw awsError('InternalServerError');
        return clients.dynamodb.send(command);
      },
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, dynamodb: dynamodb as never } });
    await expect(handler(alarm())).resolves.toMatchObject({ action: 'rolled-back' });
    expect(world.weights).toEqual(allOn('blue'));
    expect(world.ledger.release).toMatchObject({ rollback: { trigger: 'alarm' }, trafficRestoredAt: T0 });
  });

  test('holds although the history can not be written', async () => {
    const world = new World(ledgerIn('baking'));
    world.healthy.blue = 0;
    const clients = world.clients();
    const dynamodb = {
      send: async (command: any) => {
        if (command.input.Item?.sk.S.startsWith('EVENT#') === true) throw awsError('InternalServerError');
        return clients.dynamodb.send(command);
      },
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...clients, dynamodb: dynamodb as never } });
    await expect(handler(alarm())).resolves.toMatchObject({ action: 'held' });
    expect(world.history).not.toContain('hold');
  });
});

test('reads live and recorded weights', async () => {
  const world = new World(ledgerIn('shifting'));
  const weights = { blue: 90, green: 10 };
  await expect(call(world, { action: 'read' })).resolves.toEqual({
    weights,
    recorded: weights,
    healthyTargets: { blue: 2, green: 2 },
  });
  world.actions = [{ Type: 'redirect' }];
  await expect(call(world, { action: 'read' })).resolves.toMatchObject({ weights: null });
});

test.each([
  [{ action: 'shift', releaseId: 'x', stepIndex: -1 }],
  [{ action: 'nonsense' }],
  ['text'],
  [{ source: 'aws.events' }],
])('fails on an event that breaks the contract: %j', async (event) => {
  await expect(call(new World(), event)).rejects.toMatchObject({ name: 'InvalidInput' });
});
