import { CheckOutline, ReleasePlan } from '../../../lib/contract';
import { releaseOutline } from '../../../lib/core/outline/release-outline';
import { ANALYSIS, PLAN } from '../support/outline-plan';

const check = (name: string, kind: CheckOutline['kind'], atMostSeconds?: number): CheckOutline => ({
  ...{ name, kind, atMostSeconds, advisory: false },
});

const untilOf = (plan: ReleasePlan, checks: readonly CheckOutline[] = []) =>
  Object.fromEntries(releaseOutline(plan, checks).phases.map(({ phase, until }) => [phase, until]));

test('phases follow each other, at least and at most', () => {
  expect(untilOf(PLAN, [check('smoke', 'smoke', 20)])).toEqual({
    provision: { from: 0, to: 900 },
    check: { from: 0, to: 920 },
    shift: { from: 900, to: 1820 },
    bake: { from: 2700, to: 3920 },
    standby: { from: 6300, to: 7520 },
  });
});

test('the version is promoted at the end of its bake, and the old one ends with the standby time', () => {
  const outline = releaseOutline(PLAN, []);
  expect(outline.promotedAfter).toEqual({ from: 2700, to: 3900 });
  expect(outline.total).toEqual({ from: 6300, to: 7500 });
});

test('a bake that promotes unmeasured is not held', () => {
  const measurement = { ...PLAN.measurement, otherwise: 'promote' } as const;
  expect(untilOf({ ...PLAN, measurement }).bake).toEqual({ from: 2700, to: 3600 });
});

test('steps tell from when to when they have their share, the last one all of it', () => {
  expect(releaseOutline(PLAN, []).steps).toEqual([
    { percent: 5, bakeSeconds: 600, startsAt: { from: 0, to: 900 } },
    { percent: 50, bakeSeconds: 300, startsAt: { from: 600, to: 1500 } },
    { percent: 100, bakeSeconds: 0, startsAt: { from: 900, to: 1800 } },
  ]);
});

test('with a holdback the last step comes after the bake, and the judge may hold that', () => {
  const steps = [
    { percent: 5, bakeSeconds: 600 },
    { percent: 90, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ];
  const outline = releaseOutline({ ...PLAN, steps, holdbackPercent: 10, analysis: ANALYSIS }, []);
  // 600 s of the step and 1800 s of the bake are judged anyway, of 3600 s that it may take
  expect(outline.phases[3].takes).toEqual({ from: 1800, to: 1800 + 300 + 1200 });
  expect(outline.steps.map(({ startsAt }) => startsAt)).toEqual([
    { from: 0, to: 900 },
    { from: 600, to: 1500 },
    { from: 2400, to: 1500 + 1800 + 300 + 1200 },
  ]);
  expect(outline.steps[2].startsAt).toEqual(outline.promotedAfter);
});

test('with a holdback and no judge a bake that is held holds the last step, too', () => {
  const steps = [
    { percent: 90, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ];
  const outline = releaseOutline({ ...PLAN, steps, holdbackPercent: 10 }, []);
  expect(outline.steps[1].startsAt).toEqual({ from: 1800, to: 900 + 1800 + 300 });
});

test('without a holdback the judge may hold the last step before all traffic', () => {
  const outline = releaseOutline({ ...PLAN, analysis: ANALYSIS }, []);
  expect(outline.phases[2].takes).toEqual({ from: 900, to: 3600 });
  expect(outline.steps.map(({ startsAt }) => startsAt)).toEqual([
    { from: 0, to: 900 },
    { from: 600, to: 1500 },
    { from: 900, to: 1800 + 2700 },
  ]);
});

test('a last step with a time of its own is held before that', () => {
  const steps = [
    { percent: 10, bakeSeconds: 1200 },
    { percent: 100, bakeSeconds: 600 },
  ];
  const outline = releaseOutline({ ...PLAN, steps, analysis: ANALYSIS }, []);
  expect(outline.steps[1].startsAt).toEqual({ from: 1200, to: 900 + 1200 + 2400 });
  expect(outline.phases[2].until).toEqual({ from: 1800, to: 900 + 1200 + 2400 + 600 });
});

test('checks that run together take as long as the longest', () => {
  const checks = [check('mine', 'lambda', 60), check('audit', 'state-machine', 600), check('load', 'load-test', 700)];
  const outline = releaseOutline(PLAN, checks);
  expect(outline.phases[1].takes).toEqual({ from: 0, to: 1300 });
  expect(outline.checks.map((group) => group.map(({ name }) => name))).toEqual([['mine', 'audit'], ['load']]);
});

test('checks whose time nobody knows are named', () => {
  expect(releaseOutline(PLAN, [check('golden', 'golden-set')]).untimedChecks).toEqual(['golden']);
});

test('waits for tasks before steps come on top', () => {
  expect(releaseOutline(PLAN, []).waitsForCapacity).toEqual({ from: 0, to: 3 * 900 });
});

test('fails for a plan that no release could follow', () => {
  expect(() => releaseOutline({ ...PLAN, bakeSeconds: -1 }, [])).toThrow('bakeSeconds must be whole seconds');
});
