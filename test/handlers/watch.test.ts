import { LedgerCommand } from '../../lib/core/ledger/command';
import { Ledger } from '../../lib/core/ledger/ledger';
import { WatchResult } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/watch';
import { at, carryOut, firstLedgerIn, ledgerIn, quietLedger, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

const call = (world: World, action: 'before' | 'watch', releaseId = RELEASE_2) =>
  makeHandler(world.deps())({ action, releaseId }) as Promise<WatchResult>;

describe('look before the start', () => {
  test('goes on while no alarm fires, also without data', async () => {
    const world = new World(ledgerIn('preparing'));
    world.alarms['fraud-blue-errors'] = 'INSUFFICIENT_DATA';
    await expect(call(world, 'before')).resolves.toMatchObject({ decision: 'continue' });
    expect(world.history).toEqual(['look']);
  });

  test.each(['fraud-blue-errors', 'fraud-green-errors', 'business'])(
    'refuses while %s fires, and decides so in the ledger',
    async (name) => {
      const world = new World(ledgerIn('preparing'));
      world.alarms[name] = 'ALARM';
      const result = await call(world, 'before');
      expect(result).toMatchObject({ decision: 'roll-back', evidence: { firing: [name], beforeStart: true } });
      expect(world.ledger.release?.rollback).toMatchObject({ trigger: 'watch', reason: result.reason });
      await expect(call(world, 'before')).resolves.toEqual(result);
    },
  );

  test.each([false, true])('refuses while the rule is not as the last release left it (forced: %s)', async (forced) => {
    const ledger = ledgerIn('preparing');
    const world = new World({ ...ledger, release: { ...ledger.release!, forced } });
    world.setWeights({ blue: 0, green: 100 });
    await expect(call(world, 'before')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { recorded: { blue: 100, green: 0 }, live: { blue: 0, green: 100 }, beforeStart: true },
    });
    expect(world.weights).toEqual({ blue: 0, green: 100 });
  });

  test('refuses while an alarm does not exist', async () => {
    const world = new World(ledgerIn('preparing'));
    world.alarms.business = 'missing';
    await expect(call(world, 'before')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { missing: ['business'] },
    });
  });

  test('goes on by force, and says so', async () => {
    const ledger = ledgerIn('preparing');
    const world = new World({ ...ledger, release: { ...ledger.release!, forced: true } });
    world.alarms.business = 'ALARM';
    await expect(call(world, 'before')).resolves.toMatchObject({
      decision: 'continue',
      reason: expect.stringContaining('forced by tests'),
    });
  });

  test('fails after an abort', async () => {
    const world = new World(carryOut(ledgerIn('preparing'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(call(world, 'before')).rejects.toMatchObject({ name: 'ReleaseAborted' });
  });
});

describe('alarms whose silence proves nothing', () => {
  const silent = (world: World) => {
    Object.assign(world.alarms, { business: 'INSUFFICIENT_DATA', 'fraud-green-errors': 'INSUFFICIENT_DATA' });
    world.disabledAlarms.push('business', 'fraud-green-errors');
    return world;
  };
  const evidence = { noData: ['business'], disabled: ['fraud-green-errors', 'business'] };

  test('stand in the look before the start', async () => {
    const world = silent(new World(ledgerIn('preparing')));
    await expect(call(world, 'before')).resolves.toMatchObject({ decision: 'continue', evidence });
  });

  test.each([0, 600])('stand in a look after %i s of the bake, and in the history', async (seconds) => {
    const world = silent(new World(ledgerIn('baking')));
    world.time = new Date(at(seconds));
    await expect(call(world, 'watch')).resolves.toMatchObject({ evidence });
    expect(world.document(`EVENT#${RELEASE_2}#${at(seconds)}#look`).evidence).toMatchObject(evidence);
  });

  test('stand in a look that rolls back: one that is disabled is looked at all the same', async () => {
    const world = silent(new World(ledgerIn('baking')));
    world.alarms['fraud-green-errors'] = 'ALARM';
    await expect(call(world, 'watch')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { ...evidence, firing: ['fraud-green-errors'] },
    });
  });

  test('are not told of when there are none', async () => {
    const { evidence: told } = await call(new World(ledgerIn('baking')), 'watch');
    expect(told).not.toHaveProperty('noData');
    expect(told).not.toHaveProperty('disabled');
  });
});

describe('look at a release', () => {
  test.each([
    ['shifting' as const, 59, 'continue'],
    ['shifting' as const, 60, 'done'],
    ['baking' as const, 599, 'continue'],
    ['baking' as const, 600, 'done'],
    ['standby' as const, 1199, 'continue'],
    ['standby' as const, 1200, 'done'],
  ])('in phase %s after %i s gives %s', async (phase, seconds, decision) => {
    const world = new World(ledgerIn(phase));
    world.time = new Date(at(seconds));
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision });
    expect(world.history).toEqual(phase === 'baking' && decision === 'done' ? ['look', 'check-bake'] : ['look']);
  });

  test.each<[string, (world: World) => unknown, string]>([
    ['an alarm of the new side fires', (world) => (world.alarms['fraud-green-errors'] = 'ALARM'), 'alarm'],
    ['an added alarm fires', (world) => (world.alarms.business = 'ALARM'), 'alarm'],
    ['an alarm is missing', (world) => (world.alarms.business = 'missing'), 'alarm'],
    ['the alarms can not be read', (world) => (world.failures.DescribeAlarms = awsError('AccessDenied')), 'watch'],
    ['the weights are others than recorded', (world) => world.setWeights({ blue: 50, green: 50 }), 'watch'],
    ['the rule forwards elsewhere', (world) => (world.actions = [{ Type: 'redirect' }]), 'watch'],
    ['the new side collapses', (world) => (world.healthy.green = 0), 'watch'],
  ])('rolls back when %s, even when the time is over', async (_name, given, trigger) => {
    const world = new World(ledgerIn('baking'));
    world.time = new Date(at(10_000));
    given(world);
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'roll-back', evidence: { trigger } });
  });

  test('the last look before the shift sees an alarm that fires, with all traffic still on the old version', async () => {
    const shifting: LedgerCommand = { kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' };
    const world = new World(carryOut(ledgerIn('checking'), [shifting]));
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'done' });
    expect(world.calls).not.toContain('GetMetricData');
    world.alarms.business = 'ALARM';
    await expect(call(world, 'watch')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { trigger: 'alarm' },
    });
  });

  test('in standby a scale-in is no collapse, an empty environment is', async () => {
    const ledger = ledgerIn('standby');
    const world = new World({ ...ledger, release: { ...ledger.release!, desiredCount: 10 } });
    world.healthy.green = 2;
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'continue' });
    world.healthy.green = 0;
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'roll-back' });
  });

  test('does not mind the alarms of the other side, nor a single lost target', async () => {
    const world = new World(ledgerIn('baking'));
    world.alarms['fraud-blue-errors'] = 'ALARM';
    world.healthy.green = 1;
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'continue' });
  });

  test('sees an abort and a decided rollback', async () => {
    const aborted = new World(carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(call(aborted, 'watch')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { trigger: 'abort', by: 'me' },
    });
    const rolledBack = new World(ledgerIn('rolling-back'));
    await expect(call(rolledBack, 'watch')).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { trigger: 'alarm' },
    });
  });

  test('is done at once with the standby of a first version: nothing stands by', async () => {
    const world = new World(firstLedgerIn('standby'));
    world.alarms.business = 'ALARM';
    await expect(call(world, 'watch', RELEASE_1)).resolves.toMatchObject({ decision: 'done' });
  });

  test('a throttled reading goes to the workflow for another try', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.DescribeAlarms = awsError('ThrottlingException');
    await expect(call(world, 'watch')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  describe('what the bake measured', () => {
    const atEnd = (seconds = 600) => {
      const world = new World(ledgerIn('baking'));
      world.time = new Date(at(seconds));
      return world;
    };

    test('stands in the look and in the verdict, without which nothing is promoted', async () => {
      const world = atEnd();
      world.traffic = { requests: 600, errors: 2, refused: 1, p99: 0.25 };
      const numbers = {
        measuredMinutes: 10,
        requests: 6000,
        failed: 30,
        errorRatePercent: 0.5,
        worstP99Seconds: 0.25,
      };
      await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'done', evidence: numbers });
      expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'bake', status: 'PASS', evidence: numbers }]);
    });

    test('holds the bake, then rolls back when nobody calls the model', async () => {
      const world = atEnd(600);
      world.traffic = {};
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'continue',
        reason: expect.stringContaining('held for 300 s more: 3 minutes with 20 requests or more are needed, got 0'),
      });
      world.time = new Date(at(900));
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('INSUFFICIENT_DATA'),
        evidence: { status: 'INSUFFICIENT_DATA', trigger: 'watch', measuredMinutes: 0, requests: 0 },
      });
      expect(world.ledger.release?.verdicts).toEqual([]);
    });

    test('is nothing when too few requests came in every minute', async () => {
      const world = atEnd(900);
      world.traffic = { requests: 19, p99: 0.1 };
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'roll-back',
        evidence: { measuredMinutes: 0, requests: 285 },
      });
    });

    test('counts refused connections as requests, so a dead server is no quiet one', async () => {
      const world = atEnd();
      world.traffic = { refused: 600 };
      await expect(call(world, 'watch')).resolves.toMatchObject({
        evidence: { measuredMinutes: 10, requests: 6000, failed: 6000, errorRatePercent: 100 },
      });
    });

    test('fails a version that cuts every tenth request off, of which no status tells', async () => {
      const world = atEnd();
      world.traffic = { requests: 600, lost: 60, p99: 0.1 };
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('bad minutes in the bake'),
        evidence: { status: 'FAIL', failed: 480, errorRatePercent: 8 }, // the newest two minutes are not settled yet
      });
      expect(world.ledger.release?.verdicts).toEqual([]);
    });

    test('leaves out the minute that is not over', async () => {
      const world = atEnd(659);
      await expect(call(world, 'watch')).resolves.toMatchObject({ evidence: { measuredMinutes: 10 } });
    });

    test('is insufficient when the metrics can not be read, and says why', async () => {
      const world = atEnd(900);
      world.failures.GetMetricData = awsError('AccessDenied');
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('AccessDenied'),
        evidence: { unmeasured: expect.stringContaining('AccessDenied') },
      });
    });

    test('goes to the workflow for another try when the reading is throttled', async () => {
      const world = atEnd();
      world.failures.GetMetricData = awsError('ThrottlingException');
      await expect(call(world, 'watch')).rejects.toMatchObject({ name: 'ThrottlingException' });
    });

    test.each([
      ['the first version of a model', () => firstLedgerIn('baking'), RELEASE_1],
      ['a model that promotes without data', () => promotingWithoutData(), RELEASE_2],
    ])('does not hold %s, and records that nothing was measured', async (_name, given, releaseId) => {
      const world = new World(given());
      world.time = new Date(at(600));
      world.traffic = {};
      await expect(call(world, 'watch', releaseId)).resolves.toMatchObject({ decision: 'done' });
      expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'bake', status: 'INSUFFICIENT_DATA' }]);
    });

    test('an abort that comes after the look keeps the bake from passing', async () => {
      const world = atEnd();
      const { cloudwatch, ...clients } = world.clients();
      const send = async (command: any) => {
        const answer = await cloudwatch.send(command);
        world.setLedger(carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
        return answer;
      };
      const handler = makeHandler({ ...world.deps(), clients: { ...clients, cloudwatch: { send } as never } });
      await expect(handler({ action: 'watch', releaseId: RELEASE_2 })).rejects.toMatchObject({
        name: 'ReleaseAborted',
      });
    });

    function promotingWithoutData(): Ledger {
      const ledger = ledgerIn('baking');
      const { release } = ledger;
      const measurement = { ...release!.plan.measurement, otherwise: 'promote' as const };
      return { ...ledger, release: { ...release!, plan: { ...release!.plan, measurement } } };
    }
  });

  test.each([
    ['fails without the lock', () => quietLedger(), 'ReleaseAborted'],
    ['fails before traffic moves', () => ledgerIn('checking'), 'InvalidInput'],
  ])('%s', async (_name, given, error) => {
    await expect(call(new World(given()), 'watch')).rejects.toMatchObject({ name: error });
  });

  test('reads all pages and composite alarms', async () => {
    const world = new World(ledgerIn('baking'));
    const pages = [
      { MetricAlarms: [{ AlarmName: 'fraud-green-errors', StateValue: 'OK' }], NextToken: 'more' },
      { CompositeAlarms: [{ AlarmName: 'business', StateValue: 'ALARM' }] },
    ];
    const cloudwatch = { send: async () => pages.shift() };
    const handler = makeHandler({ ...world.deps(), clients: { ...world.clients(), cloudwatch: cloudwatch as never } });
    await expect(handler({ action: 'watch', releaseId: RELEASE_2 })).resolves.toMatchObject({
      evidence: { firing: ['business'] },
    });
  });
});
