import fc from 'fast-check';
import { arrivalsOf } from '../../../lib/rehearsal/traffic/arrivals';

test('constant arrivals do not drift', () => {
  const next = arrivalsOf({ arrivals: 'constant', rps: 3, seed: 1 });
  const due = Array.from({ length: 3001 }, next);
  expect(due[0]).toBe(0);
  expect(due[3000]).toBeCloseTo(1_000_000, 6);
});

test('Poisson arrivals keep the rate, never go back, and repeat by seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer(), (rps, seed) => {
      const draw = () => Array.from({ length: 5000 }, arrivalsOf({ arrivals: 'poisson', rps, seed }));
      const due = draw();
      expect(due.every((time, index) => index === 0 || time >= due[index - 1])).toBe(true);
      expect(Math.abs(((due[4999] / 5000) * rps) / 1000 - 1)).toBeLessThan(0.1); // 7 standard deviations
      expect(draw()).toEqual(due);
    }),
    { numRuns: 30 },
  );
});

test('the gaps of Poisson arrivals are exponential: their deviation equals their mean', () => {
  const next = arrivalsOf({ arrivals: 'poisson', rps: 1000, seed: 3 });
  let last = 0;
  const gaps = Array.from({ length: 20_000 }, () => {
    const due = next();
    const gap = due - last;
    last = due;
    return gap;
  });
  const variance = gaps.reduce((sum, gap) => sum + (gap - 1) ** 2, 0) / gaps.length;
  expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.05);
});

test.each([0, -1, NaN])('fails for a rate of %p', (rps) => {
  expect(() => arrivalsOf({ arrivals: 'constant', rps, seed: 1 })).toThrow(`rps must be more than 0, got ${rps}`);
});

test('arrivals of a group are due together, at its end: none early, none more than a group late', () => {
  const plan = { arrivals: 'constant', rps: 1000, seed: 1, rampMs: 100 } as const;
  const [alone, grouped] = [{}, { groupMs: 4 }].map((more) =>
    Array.from({ length: 2000 }, arrivalsOf({ ...plan, ...more })),
  );
  expect(grouped.every((due) => due % 4 === 0)).toBe(true);
  expect(grouped.every((due, index) => due >= alone[index] && due < alone[index] + 4)).toBe(true);
  expect(new Set(grouped.slice(-400)).size).toBe(101);
});
