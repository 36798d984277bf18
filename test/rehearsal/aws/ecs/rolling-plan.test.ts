import fc from 'fast-check';
import { planRollout, RolloutState } from '../../../../lib/rehearsal/aws/ecs/rolling-plan';

const tasks = fc
  .record({ total: fc.nat(20), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ total, share }) => ({ total, healthy: Math.floor(total * share) }));
const states: fc.Arbitrary<RolloutState> = fc.record({
  desired: fc.nat(20),
  minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
  maximumPercent: fc.integer({ min: 100, max: 200 }),
  primary: tasks,
  old: tasks,
  primaryFailed: fc.boolean(),
});

const none = { total: 0, healthy: 0 };
const base: RolloutState = {
  desired: 4,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  primary: none,
  old: none,
  primaryFailed: false,
};

describe('rolling update', () => {
  test.each<[string, Partial<RolloutState>, object]>([
    ['starts a new service', {}, { start: 4, stopOldHealthy: 0 }],
    ['starts all new tasks beside the old ones', { old: { total: 4, healthy: 4 } }, { start: 4, stopOldHealthy: 0 }],
    [
      'replaces old tasks one by one as new ones get healthy',
      { old: { total: 4, healthy: 4 }, primary: { total: 4, healthy: 1 } },
      { start: 0, stopOldHealthy: 1 },
    ],
    [
      'makes room first when the upper limit is the desired count',
      { minimumHealthyPercent: 50, maximumPercent: 100, old: { total: 4, healthy: 4 } },
      { start: 0, stopOldHealthy: 2 },
    ],
    ['scales in', { desired: 1, primary: { total: 4, healthy: 4 } }, { stopPrimary: 3 }],
    [
      'stops everything at desired 0',
      { desired: 0, old: { total: 2, healthy: 1 } },
      { stopOldUnready: 1, stopOldHealthy: 1 },
    ],
    [
      'a failed deployment starts nothing and leaves the old tasks',
      { primaryFailed: true, old: { total: 4, healthy: 4 } },
      { start: 0, stopOldHealthy: 0 },
    ],
  ])('%s', (_, state, moves) => {
    expect(planRollout({ ...base, ...state })).toMatchObject(moves);
  });

  test('never starts above the upper limit', () => {
    fc.assert(
      fc.property(states, (state) => {
        const present = state.primary.total + state.old.total;
        const upper = Math.floor((state.desired * state.maximumPercent) / 100);
        expect(present + planRollout(state).start).toBeLessThanOrEqual(Math.max(present, upper));
      }),
    );
  });

  test('never stops a healthy old task below the lower limit', () => {
    fc.assert(
      fc.property(states, (state) => {
        const { stopOldHealthy, stopOldUnready } = planRollout(state);
        const healthy = state.primary.healthy + state.old.healthy;
        const lower = Math.ceil((state.desired * state.minimumHealthyPercent) / 100);
        expect(healthy - stopOldHealthy).toBeGreaterThanOrEqual(Math.min(healthy, lower));
        expect(stopOldHealthy + stopOldUnready).toBeLessThanOrEqual(state.old.total);
      }),
    );
  });

  test('reaches the desired count when every new task gets healthy and the limits leave room', () => {
    fc.assert(
      fc.property(states, (state) => {
        fc.pre(state.maximumPercent > 100 + 100 / Math.max(1, state.desired) && !state.primaryFailed);
        let { primary, old } = state;
        for (let look = 0; look < 100; look++) {
          const moves = planRollout({ ...state, primary, old });
          const total = primary.total + moves.start - moves.stopPrimary;
          const oldHealthy = old.healthy - moves.stopOldHealthy;
          primary = { total, healthy: total }; // all started tasks are healthy at the next look
          old = { total: old.total - moves.stopOldUnready - moves.stopOldHealthy, healthy: oldHealthy };
        }
        expect([primary.total, old.total]).toEqual([state.desired, 0]);
      }),
    );
  });
});
