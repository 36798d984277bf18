import { LiveWindow } from '../../../lib/rehearsal/traffic/live-window';

test('shows the last second in quarters, without the one that is running', () => {
  const window = new LiveWindow();
  window.record(1999, true, 1); // too old at 3.1 s
  window.record(2000, false, 10);
  window.record(2999, true, 20);
  window.record(3000, true, 900); // still running
  const live = window.read(3100);
  expect(live).toMatchObject({ requestsPerSecond: 2, errorPercent: 50 });
  expect(live.p99Ms).toBeCloseTo(20, 0);
});

test('forgets when nothing comes any more', () => {
  const window = new LiveWindow();
  window.record(1000, true, 10);
  expect(window.read(60_000)).toEqual({ requestsPerSecond: 0, errorPercent: 0, p99Ms: undefined });
});

test('a slot is used again for a later time', () => {
  const window = new LiveWindow();
  window.record(1000, true, 500);
  window.record(2250, false, 10); // the same slot, five quarters on
  expect(window.read(2500)).toMatchObject({ requestsPerSecond: 1, errorPercent: 0 });
});
