import { EndedRelease } from '../../../../lib/core/ledger/ledger';
import { PendingInvocation } from '../../../../lib/rehearsal/lambda/faults';
import { VersionProfile } from '../../../../lib/rehearsal/traffic/synthetic';
import { AppVariant } from '../support/app/app-variant';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** Requests a minute of a model that is busy enough for a proof within minutes. */
const BUSY = 3_000;

const judgeOf = (result: EndedRelease | undefined) =>
  (result?.evidence.verdicts as { check: string; status: string; reason: string; evidence: any }[]).find(
    ({ check }) => check === 'judge',
  );

/** Healthy at first, then errors and answer times grow by a little each minute: far below the alarms' limits of 2 % and 0.5 s. */
function driftingFrom(world: World, beginning: number): VersionProfile {
  const minutes = () => Math.max(0, (world.clock.now() - beginning) / 60_000);
  return {
    get errorRate() {
      return Math.min(0.008, 0.0005 * minutes());
    },
    get p50Ms() {
      return 20 * (1 + 0.05 * minutes());
    },
    get p99Ms() {
      return 80 * (1 + 0.05 * minutes());
    },
  };
}

describe('a canary under the judge', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.live({ version: '1.2', analysis: 'judge', returnAtStart: true }, BUSY);
    await world.pass(10);
  });
  afterAll(() => world.close());

  test('promotes a good version with a proof, and says so in the ledger', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.0005, p50Ms: 20, p99Ms: 80 });
    await release(world, version);
    const result = await ended(world, version);
    expect(result?.outcome).toBe('promoted');
    expect(judgeOf(result)).toMatchObject({
      status: 'PASS',
      reason: expect.stringMatching(/not bad by any guardrail: errors.*slow-p90.*slow-p99/),
      evidence: { slowFrom: { 'slow-p90': { from: 'live' }, 'slow-p99': { from: 'live' } } },
    });
    await release(world, '1.2');
  });

  test('rolls back a version that gets worse slowly, before any alarm fires', async () => {
    const version = freshVersion();
    world.atShift(async () => void world.profiles.set(version, driftingFrom(world, world.clock.now())));
    const result = await release(world, version);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('worse than the live version'),
      evidence: { trigger: 'judge', status: 'FAIL' },
    });
    expect(judgeOf(result)?.status).toBe('FAIL');
    expect(await isRejected(world, version)).toBe(true);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    const fired = world.stage.cloudwatch.alarmHistory.filter(({ HistorySummary }) =>
      /to ALARM/.test(HistorySummary ?? ''),
    );
    expect(fired.map(({ AlarmName }) => AlarmName)).toEqual([]);
  });

  test('the alarm on its evidence rolls back by itself, for an execution that does not act on it', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.012, p50Ms: 20, p99Ms: 80 }); // below the limit of the alarms
    const { functions } = world.stage;
    const witness = world.witness();
    const isOwnWayBack = ({ functionName, event }: PendingInvocation) =>
      witness.entryOf(functionName) === 'traffic' && event.action === 'rollback'
        ? ({ kind: 'before-handler' } as const)
        : undefined;
    functions.faults.add(isOwnWayBack);
    const executionArn = await start(world, version);
    await world.until('a step is taken', async () => (await world.facts()).weights.green > 0);
    await world.until('traffic is back', async () => (await world.facts()).weights.green === 0);
    functions.faults.delete(isOwnWayBack);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({
      outcome: 'rolled-back',
      evidence: { trigger: 'alarm', alarm: 'fraud-green-judge' },
    });
    expect(world.execution(executionArn)?.status).toBe('FAILED');
    expect(await isRejected(world, version)).toBe(true);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('the same metric without such evidence in the ledger is about another release', async () => {
    const version = freshVersion();
    await world.pass(10);
    await start(world, version);
    await world.until('a step is taken', async () => (await world.ledger()).release?.stepSince !== undefined);
    const dimensions = { Model: 'fraud', Environment: 'green' };
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    await world.call('monitoring', 'PutMetricData', {
      Namespace: 'cdk-model-bluegreen/analysis',
      MetricData: [{ MetricName: 'LogE', Dimensions, Value: 4.7 }],
    });
    await world.quiet();
    const promoted = await ended(world, version);
    expect(promoted).toMatchObject({ outcome: 'promoted' });
    const ignored = (await world.decisions(promoted!.releaseId)).filter(({ kind }) => kind === 'ignored-alarm');
    expect(ignored.map(({ reason }) => reason)).toEqual([expect.stringContaining('is about the release before')]);
  });
});

describe('a judge that hardly anybody calls', () => {
  const live = async (analysis: AppVariant['analysis'], requestsPerMinute: number) => {
    const world = await World.live({ version: '1.2', analysis, returnAtStart: true }, requestsPerMinute);
    return world;
  };

  test.each([
    ['judge' as const, 'rolled-back'],
    ['promote' as const, 'promoted'],
  ])('without a proof in time: %s is %s', async (analysis, outcome) => {
    // 6 requests a minute on the canary: every guardrail is measured, and 30 minutes are too short for a proof.
    const world = await live(analysis, 60);
    try {
      const version = freshVersion();
      const result = await release(world, version);
      expect(result?.outcome).toBe(outcome);
      expect(judgeOf(result)).toMatchObject({
        status: 'INSUFFICIENT_DATA',
        evidence: { slowFrom: { 'slow-p90': { from: 'slo', seconds: 0.25 } } },
      });
      expect(await isRejected(world, version)).toBe(false);
    } finally {
      await world.close();
    }
  });

  test('is paused for people, who may resume it', async () => {
    const world = await live('pause', 60);
    try {
      const version = freshVersion();
      const witness = world.witness();
      await start(world, version);
      await world.until('it is paused', async () => (await world.ledger()).release?.wishes?.pause !== undefined);
      expect((await world.ledger()).release?.wishes?.pause).toMatchObject({ by: 'the judge' });
      expect(witness.messages.at(-1)).toBe(`${version} awaiting-approval`);
      await world.pass(20);
      expect((await world.ledger()).release).toMatchObject({ phase: 'shifting', stepIndex: 0 });
      await world.wish('resume');
      await world.quiet();
      const result = await ended(world, version);
      expect(result?.outcome).toBe('promoted');
      expect(judgeOf(result)).toMatchObject({
        status: 'INSUFFICIENT_DATA',
        reason: expect.stringContaining('resumed'),
      });
    } finally {
      await world.close();
    }
  });

  test('with a holdback the bake waits for the proof', async () => {
    const world = await live('holdback', 600);
    try {
      const result = await release(world, freshVersion());
      expect(result?.reason).toContain('passed its checks and its bake time');
      expect(result?.outcome).toBe('promoted');
      expect(judgeOf(result)?.status).toBe('PASS');
    } finally {
      await world.close();
    }
  });

  test('no traffic is no proof: the traffic goes back, and the version is not blamed', async () => {
    const world = await live('promote', 0);
    try {
      const version = freshVersion();
      const result = await release(world, version);
      expect(result).toMatchObject({
        outcome: 'rolled-back',
        evidence: { trigger: 'judge', status: 'INSUFFICIENT_DATA' },
      });
      expect(await isRejected(world, version)).toBe(false);
      expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    } finally {
      await world.close();
    }
  });

  test("fails by name when the team's own metric is published by nobody", async () => {
    const world = await live('payments', BUSY);
    try {
      const version = freshVersion();
      const result = await release(world, version);
      expect(result).toMatchObject({
        outcome: 'rolled-back',
        reason: expect.stringContaining('the analysis has no data of declined'),
        evidence: { trigger: 'judge', status: 'INSUFFICIENT_DATA' },
      });
    } finally {
      await world.close();
    }
  });
});
