import { LiveWindow } from '../../../lib/rehearsal/traffic/live-window';

test('shows the last whole seconds, without the one that is running', () => {
  const window = new LiveWindow(2);
  window.record(500, true, 1); // too old at 3.x s
  window.record(1000, false, 10);
  window.record(2999, true, 20);
  window.record(3000, true, 900); // still running
  const live = window.read(3500);
  expect(live).toMatchObject({ requestsPerSecond: 1, errorPercent: 50 });
  expect(live.p99Ms).toBeCloseTo(20, 0);
});

test('forgets when nothing comes any more', () => {
  const window = new LiveWindow(2);
  window.record(1000, true, 10);
  expect(window.read(60_000)).toEqual({ requestsPerSecond: 0, errorPercent: 0, p99Ms: undefined });
});

test('a slot is used again for a later second', () => {
  const window = new LiveWindow(2);
  window.record(1000, true, 500);
  window.record(4000, false, 10); // the same slot, three seconds on
  expect(window.read(5000)).toMatchObject({ requestsPerSecond: 0.5, errorPercent: 0 });
});
