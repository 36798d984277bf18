import { Verdict } from '../../../../lib/contract';
import { EndedRelease } from '../../../../lib/core/ledger/ledger';
import { JournalEntry } from '../../../../lib/rehearsal/aws/account';
import { DelayedLabels } from '../support/delayed-labels';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { TeamMetrics } from '../support/team-metrics';
import { World } from '../support/world';

jest.setTimeout(180_000);

const judgeOf = (result: EndedRelease | undefined) =>
  (result?.evidence.verdicts as readonly Verdict[]).find(({ check }) => check === 'judge');

/** Requests are answered, and cost nothing but the team's money: what tells of a bad version is in the metrics of the team. */
describe('a judge with a guardrail of each kind', () => {
  let world: World;
  let team: TeamMetrics;
  let labels: DelayedLabels;
  beforeAll(async () => {
    world = await World.live({ version: '1.2', analysis: 'guardrails', returnAtStart: true }, 3_000);
    team = new TeamMetrics(world);
    labels = new DelayedLabels(world, { afterMinutes: 1 });
    labels.perMinute = 150;
    await world.pass(10);
  });
  afterAll(async () => {
    team.stop();
    labels.stop();
    await world.close();
  });

  const published = (Namespace: string) =>
    world.stage.account.journal
      .filter(({ operation, input }) => operation === 'PutMetricData' && (input as any).Namespace === Namespace)
      .flatMap(({ input }) => (input as any).MetricData as { MetricName: string; Value: number; Dimensions: any[] }[]);

  async function isRolledBackBy(guardrail: RegExp, version: string): Promise<void> {
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'judge', status: 'FAIL' } });
    expect(result?.reason).toMatch(guardrail);
    expect(judgeOf(result)?.status).toBe('FAIL');
    expect(await isRejected(world, version)).toBe(true);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    await world.pass(5);
  }

  test('a version that answers in other shares is rolled back by the distribution', async () => {
    const version = freshVersion();
    team.profiles.set(version, { shares: [0.8, 0.07, 0.13] });
    await isRolledBackBy(/answers/, version);
  });

  test('a version that costs too much in two minutes is rolled back by the threshold', async () => {
    const version = freshVersion();
    team.profiles.set(version, { cost: 120 });
    await isRolledBackBy(/cost/, version);
  });

  test('a version that labels show to be wrong is rolled back by prediction quality', async () => {
    const version = freshVersion();
    labels.accuracy.set(version, 0.3);
    await isRolledBackBy(/wrong-predictions/, version);
  });

  test('the alarm on the evidence rolls back when the execution was killed before it could, and nothing recovers it', async () => {
    const rule = world.physicalId('AWS::Events::Rule', 'Recovery');
    const { Targets } = await world.call('events', 'ListTargetsByRule', { Rule: rule });
    await world.call('events', 'RemoveTargets', { Rule: rule, Ids: Targets.map(({ Id }: { Id: string }) => Id) });
    const version = freshVersion();
    team.profiles.set(version, { shares: [0.8, 0.07, 0.13] });
    const executionArn = await start(world, version);
    const kills: Promise<unknown>[] = [];
    const kill = async ({ operation, input }: JournalEntry) => {
      const [metric] = (input as { MetricData?: { MetricName: string; Value: number }[] }).MetricData ?? [];
      if (operation !== 'PutMetricData' || metric?.MetricName !== 'LogE' || metric.Value < 4.61) return;
      world.stage.account.observers.delete(kill);
      kills.push(world.call('states', 'StopExecution', { executionArn })); // ends after the function's answer
    };
    world.stage.account.observers.add(kill);
    await world.until('the traffic is back', async () => {
      const { release: dead } = await world.ledger();
      return world.execution(executionArn).status !== 'RUNNING' && dead?.trafficRestoredAt !== undefined;
    });
    await Promise.all(kills);
    expect(world.execution(executionArn)).toMatchObject({ status: 'ABORTED' });
    expect((await world.ledger()).release?.rollback).toMatchObject({
      trigger: 'alarm',
      evidence: { alarm: 'fraud-green-judge' },
    });
    expect(await world.facts()).toMatchObject({ weights: { blue: 100, green: 0 } });

    await world.call('events', 'PutTargets', { Rule: rule, Targets });
    const name = executionArn.split(':').at(-1);
    await world.start('by-hand', { version: 'recover', recover: name });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    await world.pass(5);
  });

  test('a good version is promoted by all of them; the drift of its predictions was published, without any label', async () => {
    const version = freshVersion();
    labels.perMinute = 600;
    for (const each of ['1.2', version]) labels.unlabelled.add(each);
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'promoted' });
    expect(judgeOf(result)).toMatchObject({ status: 'PASS' });
    const drift = published('cdk-model-bluegreen/quality').filter(({ MetricName }) => MetricName === 'DriftPSI');
    expect(drift.at(-1)).toMatchObject({
      Dimensions: [{ Value: 'fraud' }, { Value: 'green' }, { Name: 'Of', Value: 'prediction' }],
    });
    expect(drift.at(-1)?.Value).toBeLessThan(0.1);
  });
});
