import { LagLog } from '../../../lib/rehearsal/lag/lag-log';
import { LagProbe } from '../../../lib/rehearsal/lag/lag-probe';
import { LagReading, realNow } from '../../../lib/rehearsal/lag/lag-reading';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function standStill(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('probe', () => {
  test('a loop that stands still is late by that, in the span in which it stood', async () => {
    const readings: LagReading[] = [];
    const probe = new LagProbe('router', (reading) => readings.push(reading));
    await pause(150);
    const stoodFrom = realNow();
    standStill(300);
    const stoodTo = realNow();
    await pause(150);
    probe.stop();
    const worst = readings.reduce((one, other) => (other.lateMs > one.lateMs ? other : one));
    expect(worst).toMatchObject({ source: 'router' });
    expect(worst.lateMs).toBeGreaterThan(150); // whatever was due in the stand, at the latest 100 ms into it
    expect(worst.from).toBeLessThanOrEqual(stoodTo);
    expect(worst.to).toBeGreaterThanOrEqual(stoodFrom);
    // Without a gap: whatever happens is in one of them.
    for (const [index, reading] of readings.slice(1).entries()) expect(reading.from).toBe(readings[index].to);
  });

  test('what it is told counts, but for the worst hundredth', () => {
    const readings: LagReading[] = [];
    const probe = new LagProbe('load generator', (reading) => readings.push(reading));
    for (let request = 1; request <= 200; request++) probe.tell(request === 200 ? 9000 : 5000);
    probe.stop();
    expect(readings).toHaveLength(1);
    expect(readings[0].lateMs / 5000).toBeCloseTo(1, 1);
  });
});

describe('log', () => {
  const log = new LagLog();
  log.add({ source: 'router', from: 0, to: 100, lateMs: 50 });
  log.add({ source: 'load generator', from: 90, to: 190, lateMs: 70 });
  log.add({ source: 'router', from: 300, to: 400, lateMs: 4 });

  test.each([
    ['all of it', undefined, undefined, 70],
    ['the first reading', 0, 80, 50],
    ['an instant of two readings', 95, 95, 70],
    ['a time without readings', 200, 290, undefined],
    ['a lateness that every machine has', 300, 400, undefined],
  ])('the worst of %s', (_what, from, to, expected) => {
    expect(log.worst(from, to)?.lateMs).toBe(expected);
  });

  test.each([
    ['of all of it, what two readings cover counts once', 0, 380, 50, 0.5],
    ['of more than was late', 0, 380, 60, 100 / 380],
    ['of a part', 50, 150, 50, 1],
    ['of no time', 50, 50, 50, 0],
  ])('the share that was late %s', (_what, from, to, lateMs, expected) => {
    expect(log.share(from, to, lateMs)).toBeCloseTo(expected, 6);
  });

  test('a late timer counts from the moment at which it was due', () => {
    const timers = new LagLog();
    timers.addTimer(80);
    const { source, from, to, lateMs } = timers.worst()!;
    expect({ source, lateMs, spanMs: to - from }).toEqual({
      source: 'clock',
      lateMs: 80,
      spanMs: expect.closeTo(80, 3),
    });
  });
});
