import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { ReleasePlan } from '../../lib/contract';
import { planCommand } from '../../lib/planning/command';
import { PlannedModel, plannedModel } from '../../lib/planning/planned-model';
import { ExpectedTraffic, ReleaseReport, releaseReport } from '../../lib/planning/release-report';
import { renderReport } from '../../lib/planning/report-text';
import { Assembly } from '../../lib/rehearsal/deploy';
import { ANALYSIS, PLAN } from '../core/support/outline-plan';
import { AppVariant, MODEL, STACK } from '../rehearsal/release/support/app/app-variant';
import { assemblyOf } from '../rehearsal/release/support/assemblies';

const NO_COLORS = pc.createColors(false);

const planned = (variant: Partial<AppVariant> = {}) => plannedModel(assemblyOf({ version: '1.3', ...variant }), {});

const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));

describe('what a cloud assembly says of the next release', () => {
  test('model, version, checks in their order, capacity', () => {
    expect(planned()).toMatchObject({
      model: MODEL,
      stack: STACK,
      version: '1.3',
      hosting: 'ecs',
      plan: { bakeSeconds: 600 },
      deployWaitsFor: 'promotion',
      capacity: { min: 2, max: 4 },
    });
    const { checks } = planned({ approvalMinutes: 5, loadTest: 'advisory', goldenSet: 'required' });
    expect(checks.map(({ name }) => name)).toEqual(['parity', 'health', 'smoke', 'payments', 'load-test', 'approval']);
    expect(checks.at(-1)).toEqual({ name: 'approval', kind: 'approval', advisory: false, atMostSeconds: 300 });
    expect(checks.at(-2)).toMatchObject({ advisory: true, atMostSeconds: expect.any(Number) });
    expect(checks.at(-3)).toEqual({ name: expect.any(String), kind: 'golden-set', advisory: false });
  });

  test.each(['sagemaker', 'variants'] as const)('of a model with hosting %s, too', (hosting) => {
    expect(planned({ hosting })).toMatchObject({ hosting: 'sagemaker', version: '1.3' });
  });

  test('a deploy that does not wait', () => {
    expect(planned({ returnAtStart: true }).deployWaitsFor).toBe('start');
  });

  test('fails for an assembly of another release of this package, which tells no checks', () => {
    const assembly = assemblyOf({ version: '1.3' });
    const [stack] = assembly.stacks;
    const resources = Object.entries(stack.template.Resources as Record<string, { Metadata?: unknown }>);
    const bare = Object.fromEntries(resources.map(([id, resource]) => [id, { ...resource, Metadata: undefined }]));
    const without: Assembly = { ...assembly, stacks: [{ ...stack, template: { Resources: bare } }] };
    expect(() => plannedModel(without, {})).toThrow('must tell its checks in its metadata, got none; synthesize');
  });
});

describe('the plan for people', () => {
  const text = (more: Partial<ReleasePlan> = {}, expected: ExpectedTraffic = {}, variant: Partial<AppVariant> = {}) => {
    const model: PlannedModel = planned(variant);
    return renderReport(releaseReport({ ...model, plan: { ...model.plan, ...more } }, expected), NO_COLORS);
  };
  const flat = (value: string) => value.replace(/\s+/g, ' ');

  test('tells the phases with their times, 80 columns wide', () => {
    const plain = text();
    expect(plain).toContain(`${MODEL} 1.3: the plan of a release, from ${STACK}`);
    expect(flat(plain)).toContain(
      'provision up to 15 min: the idle environment is filled, as large as the live one (2 to 4 tasks)',
    );
    expect(flat(plain)).toContain('shift at once: all traffic by one call');
    expect(flat(plain)).toContain(
      'bake 10 min; 3 minutes with 20 requests or more are needed, held for 5 min more at most;',
    );
    expect(flat(plain)).toContain('the deploy waits for it, 50 min at most');
    expect(flat(plain)).toContain('load balancer alarm (errors, latency-p99, latency-p90, unhealthy) 1.2-3.5 min');
    expect(widest(plain)).toBeLessThanOrEqual(80);
  });

  test('tells the steps with their times', () => {
    expect(flat(text({ steps: PLAN.steps }))).toContain(
      'shift 5 % for 10 min (after 0-15.7 min), 50 % for 5 min (after 10-25.7 min), 100 % (after 15-30.7 min)',
    );
  });

  test('tells the waits for tasks before steps, which come on top', () => {
    expect(flat(text({ steps: PLAN.steps }))).toContain(
      'capacity each step waits up to 15 min for tasks that are missing by then, on top of these times; then it goes back',
    );
    expect(flat(text())).toContain('capacity the step waits up to 15 min');
  });

  test('tells that a step without a time lasts until the judge decides', () => {
    const judged = { steps: [{ percent: 10, bakeSeconds: 0 }], analysis: ANALYSIS };
    const plain = flat(text(judged, { requestsPerMinute: 6000 }));
    expect(plain).toContain('shift 10 % until the judge decides (after 0-15.7 min), 100 % (after 0-75.7 min)');
    expect(plain).toContain('compared for 0 min, held to 60 at most: errors: 2 times 1 % is rolled back after');
  });

  test('names the step of the cohort', () => {
    const led = flat(text({}, {}, { cohort: 'testers' }));
    expect(led).toContain('shift the cohort alone for 5 min (after 0-15.7 min), 100 % (after 5-20.7 min)');
    expect(led).toContain("traffic goes back by two calls, the cohort's the second");
    expect(led).not.toContain(' 0 %');
  });

  test('names the cohort, too, when it goes right before the first share', () => {
    const without = { steps: [{ percent: 100, bakeSeconds: 0 }] };
    expect(flat(text(without, {}, { cohort: 'testers' }))).toContain(
      'shift at once: the cohort by one call, all traffic by the next',
    );
    expect(flat(text({ steps: PLAN.steps }, {}, { cohort: 'testers' }))).toContain(
      'shift the cohort and 5 % for 10 min (after 0-15.7 min), 50 % for 5 min',
    );
  });

  test('tells how long people may hold it', () => {
    expect(flat(text({ pauseTimeoutSeconds: 7200 }))).toContain(
      'pauses people may hold the release for 2 h in all, on top of these times; then it goes back',
    );
    expect(flat(text({ pauseTimeoutSeconds: 0 }))).toContain('pauses none: pauseTimeout is 0');
  });

  test.each([
    ['rollback', 7200, 'go back'],
    ['promote', 7200, 'go on without a proof'],
    ['manual', 7200, 'wait for people, for 2 h at most; then they go back'],
    ['manual', 0, "go back: people can't be asked without a pauseTimeout"],
  ] as const)(
    'tells what becomes of versions without a proof: %s with pauses of %i s',
    (onInconclusive, pauses, what) => {
      const analysis = { ...ANALYSIS, settings: { ...ANALYSIS.settings, onInconclusive } };
      const judged = { steps: PLAN.steps, analysis, pauseTimeoutSeconds: pauses };
      const proof = `versions that it can't prove to be good in time ${what}`;
      expect(flat(text(judged))).toContain(`--requests-per-minute ${proof}`);
      expect(flat(text(judged, { requestsPerMinute: 6000 }))).toContain(proof);
      expect(flat(text())).not.toContain('prove to be good');
    },
  );

  test('names the alarms of ten seconds behind gateways', () => {
    expect(flat(text({}, {}, { gateway: true }))).toContain('gateway alarm (fast-errors, fast-latency) 16-60 s');
  });

  test('tells what the judge can decide, with the traffic that is expected', () => {
    const judged = { steps: PLAN.steps, analysis: ANALYSIS };
    expect(flat(text(judged))).toContain('say it with --requests-per-minute');
    const plain = text(judged, { requestsPerMinute: 600, ratio: 3 });
    expect(flat(plain)).toMatch(
      /judge 600 requests a minute, compared for 15 min, held to 60 at most: errors: 3 times 1 % is rolled back after \d+ min and [\d,]+ requests/,
    );
    expect(plain).not.toContain('warning');
    expect(widest(plain)).toBeLessThanOrEqual(80);
    expect(flat(text({ ...judged, steps: [] }, { requestsPerMinute: 600 }))).toContain(
      'judge nothing: no step has both versions',
    );
  });

  test('takes the traffic that the model declares, and what somebody says before that', () => {
    const model = planned();
    const analysis = { ...ANALYSIS, expectedRequestsPerMinute: 60, minimumDetectableRatio: 5 };
    const plan = { ...model.plan, steps: PLAN.steps, analysis };
    expect(releaseReport({ ...model, plan }, {}).decision).toMatchObject({ requestsPerMinute: 60, ratio: 5 });
    expect(releaseReport({ ...model, plan }, { ratio: 2 }).decision).toMatchObject({ ratio: 2 });
    expect(releaseReport({ ...model, plan }, { requestsPerMinute: 600, ratio: 2 }).decision).toMatchObject({
      ...{ requestsPerMinute: 600, ratio: 2 },
    });
  });

  test('warns of what the traffic can’t decide', () => {
    const plain = text({ steps: PLAN.steps, analysis: ANALYSIS }, { requestsPerMinute: 60 });
    expect(flat(plain)).toContain('warning no alarm of minutes can fire in the step of 5 %');
    expect(flat(plain)).toContain('warning guardrail errors:');
    expect(widest(plain)).toBeLessThanOrEqual(80);
  });
});

describe('bluegreen plan', () => {
  const directory = assemblyOf({ version: '1.3' }).directory;

  async function run(...args: string[]): Promise<string> {
    const printed: string[] = [];
    const terminal = {
      print: (text: string) => void printed.push(text),
      now: () => new Date(0),
      sleep: async () => undefined,
      colors: NO_COLORS,
    };
    await planCommand(terminal)
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync(args, { from: 'user' });
    return printed.join('\n');
  }

  test('reads what cdk synth wrote', async () => {
    expect(await run(directory)).toContain(`${MODEL} 1.3: the plan of a release`);
  });

  test('prints JSON', async () => {
    const report = JSON.parse(await run(directory, '--json', '--requests-per-minute', '10')) as ReleaseReport;
    expect(report).toMatchObject({ model: MODEL, requestsPerMinute: 10, decision: null });
    expect(report.outline.phases).toHaveLength(5);
    expect(report.warnings).toHaveLength(1);
  });

  test('looks for what its help says, with a judge that does not say it', async () => {
    const help = planCommand().helpInformation().replaceAll(/\s+/g, ' ');
    const [, ofHelp] =
      /minimumDetectableRatio of the analysis, which is ([\d.]+) unless it says otherwise/.exec(help) ?? [];
    const judged = assemblyOf({ version: '1.3', analysis: 'judge', returnAtStart: true }).directory;
    const { decision } = JSON.parse(await run(judged, '--json', '--requests-per-minute', '600')) as ReleaseReport;
    expect(decision?.ratio).toBe(Number(ofHelp));
  });

  test.each([
    ['--requests-per-minute', '0', 'above 0'],
    ['--requests-per-minute', 'many', 'above 0'],
    ['--base-rate', '100', 'below 100'],
    ['--ratio', '1', 'above 1'],
  ])('fails for %s %s', async (option, value, rule) => {
    await expect(run(directory, option, value)).rejects.toThrow(rule);
  });

  test('fails for a folder without an assembly, a stack or a model that is not there', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'bluegreen-test-'));
    try {
      await expect(run(empty)).rejects.toThrow('must be a folder that cdk synth wrote');
    } finally {
      rmSync(empty, { recursive: true });
    }
    await expect(run(directory, '--stack', 'Other')).rejects.toThrow(`no stack Other in the app; it has ${STACK}`);
    await expect(run(directory, '--model', 'other')).rejects.toThrow('no model other in the stack');
    await expect(run('--context', 'x')).rejects.toThrow('--context must be a key and a value');
  });
});
