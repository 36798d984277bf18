import { CheckOutline, ReleasePlan } from '../../../lib/contract';
import { releaseOutline } from '../../../lib/core/outline/release-outline';
import { PLAN } from '../support/outline-plan';

const check = (name: string, kind: CheckOutline['kind'], atMostSeconds: number | null): CheckOutline => ({
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

test('checks that run together take as long as the longest', () => {
  const checks = [check('mine', 'lambda', 60), check('audit', 'state-machine', 600), check('load', 'load-test', 700)];
  const outline = releaseOutline(PLAN, checks);
  expect(outline.phases[1].takes).toEqual({ from: 0, to: 1300 });
  expect(outline.checks.map((group) => group.map(({ name }) => name))).toEqual([['mine', 'audit'], ['load']]);
});

test('checks whose time nobody knows are named', () => {
  expect(releaseOutline(PLAN, [check('golden', 'golden-set', null)]).untimedChecks).toEqual(['golden']);
});

test('fails for a plan that no release could follow', () => {
  expect(() => releaseOutline({ ...PLAN, bakeSeconds: -1 }, [])).toThrow('bakeSeconds must be whole seconds');
});
