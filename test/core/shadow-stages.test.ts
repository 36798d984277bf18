import fc from 'fast-check';
import { GatewaySettings, ShadowSpec } from '../../lib/contract';
import {
  looksOfShadow,
  nextStep,
  pendingVerdict,
  progressOf,
  secondsOfShadow,
  SETTLE_SECONDS,
  ShadowProgress,
  ShadowStep,
  withMirror,
  withoutMirror,
} from '../../lib/core/shadow-stages';
import { at, T0 } from './ledger/ledgers';

const SPEC: ShadowSpec = {
  kind: 'shadow',
  name: 'shadow',
  percent: 10,
  baselineSeconds: 60,
  durationSeconds: 100,
  compare: [{ kind: 'equal', path: 'label' }],
  maxDisagreementPercent: 5,
  minimumSamples: 100,
  minimumCoveragePercent: 50,
};

const epoch = (seconds: number) => Date.parse(at(seconds)) / 1000;

/** Looks when it is told to, until there is something to judge. */
function play(
  spec: ShadowSpec,
  late: () => number = () => 0,
): { readonly seconds: number; readonly step: ShadowStep }[] {
  const looks = [];
  let known: ShadowProgress | undefined;
  for (let seconds = 0; ;) {
    const step = nextStep(spec, 'green', known, at(seconds));
    looks.push({ seconds, step });
    if (step.kind === 'judge') return looks;
    known = progressOf(pendingVerdict(spec, step.progress));
    seconds += step.waitSeconds + late();
  }
}

test('mirrors to the live side, then to the idle one, then to none, then judges', () => {
  const told = play(SPEC).map(({ seconds, step }) =>
    step.kind === 'judge' ? [seconds, 'judge'] : [seconds, step.progress.stage, step.mirror?.from, step.mirror?.to],
  );
  expect(told).toEqual([
    [0, 'baseline', 'blue', 'blue'],
    [30, 'baseline', 'blue', 'blue'],
    [60, 'mirroring', 'blue', 'green'],
    [90, 'mirroring', 'blue', 'green'],
    [120, 'mirroring', 'blue', 'green'],
    [150, 'mirroring', 'blue', 'green'],
    [160, 'settling', undefined, undefined],
    [190, 'settling', undefined, undefined],
    [220, 'settling', undefined, undefined],
    [250, 'settling', undefined, undefined],
    [280, 'judge'],
  ]);
});

test('without a baseline it mirrors at once', () => {
  const [{ step }] = play({ ...SPEC, baselineSeconds: 0 });
  expect(step).toMatchObject({
    mirror: { from: 'blue', to: 'green', percent: 10 },
    progress: { stage: 'mirroring', mirroringSince: T0 },
  });
});

test('gateways stop by themselves two looks and a minute after the last one', () => {
  const [first, second] = play(SPEC);
  expect(first.step).toMatchObject({ mirror: { until: epoch(2 * 30 + 60) } });
  expect(second.step).toMatchObject({ mirror: { until: epoch(30 + 2 * 30 + 60) } });
});

test('the same look twice, as after a death, is the same step', () => {
  for (const { seconds, step } of play(SPEC).slice(0, -1)) {
    if (step.kind === 'judge') throw new Error('judged too early');
    const again = nextStep(SPEC, 'green', step.progress, at(seconds));
    expect(again).toEqual(step);
  }
});

test('the verdict of a stage stays the same while it lasts, so that it is written once', () => {
  const verdicts = play(SPEC).flatMap(({ step }) =>
    step.kind === 'judge' ? [] : [pendingVerdict(SPEC, step.progress)],
  );
  expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(3);
  expect(verdicts[0]).toMatchObject({ check: 'shadow', status: 'PENDING' });
});

test('whatever the times and delays: every stage lasts, looks are few, and mirroring never outlives its time unseen', () => {
  const seconds = fc.integer({ min: 1, max: 21_600 });
  fc.assert(
    fc.property(
      fc.oneof(fc.constant(0), seconds),
      seconds,
      fc.infiniteStream(fc.integer({ min: 0, max: 20 })),
      (base, duration, delays) => {
        const spec = { ...SPEC, baselineSeconds: base, durationSeconds: duration };
        const looks = play(spec);
        expect(looks.length).toBeLessThanOrEqual(looksOfShadow(spec));
        expect(looks.at(-1)?.seconds).toBe(secondsOfShadow(spec));
        const late = play(spec, () => delays.next().value as number);
        late.forEach(({ seconds: now, step }, index) => {
          if (step.kind === 'judge' || step.mirror === undefined) return;
          const next = late[index + 1];
          expect(step.mirror.until).toBeGreaterThan(epoch(next.seconds));
          expect(step.mirror.until).toBeLessThanOrEqual(epoch(now) + 2 * 361 + 60);
        });
        const { progress } = late.at(-1)?.step as { progress: ShadowProgress };
        const mirrored = (Date.parse(progress.stageSince) - Date.parse(progress.mirroringSince ?? '')) / 1000;
        expect(mirrored).toBeGreaterThanOrEqual(duration);
        expect(progress.stage).toBe('settling');
        expect(
          (Date.parse(at(late.at(-1)?.seconds ?? 0)) - Date.parse(progress.stageSince)) / 1000,
        ).toBeGreaterThanOrEqual(SETTLE_SECONDS);
      },
    ),
    { numRuns: 50 },
  );
});

test('settings of others stay', () => {
  const settings: GatewaySettings = { latencyThresholdsMs: [100], versions: { blue: '1.2' } };
  const mirror = { from: 'blue', to: 'green', percent: 10, until: 1 } as const;
  const mirroring = withMirror(settings, mirror, SPEC, 'v2-release');
  expect(mirroring).toEqual({ ...settings, mirror, compare: SPEC.compare, release: 'v2-release' });
  expect(withoutMirror(mirroring)).toEqual(settings);
  expect(withMirror(mirroring, undefined, SPEC, 'v2-release')).toEqual(settings);
});
