import { ScaledClock } from '../../../lib/rehearsal/clocks/scaled-clock';

const START = Date.UTC(2026, 0, 1);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('passes an hour in half a minute at speed 120', async () => {
  const clock = new ScaledClock(START, 120);
  const slept = jest.fn();
  void clock.sleep(3_600_000).then(slept);
  await jest.advanceTimersByTimeAsync(29_999);
  expect(slept).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(slept).toHaveBeenCalled();
  expect(clock.now()).toBe(START + 3_600_000);
});

test('runs actions in order, also when all of them are late', async () => {
  const clock = new ScaledClock(START, 1000);
  const order: number[] = [];
  for (const due of [30, 10, 20, 10]) clock.at(START + due, () => void order.push(due));
  await jest.advanceTimersByTimeAsync(1);
  expect(order).toEqual([10, 10, 20, 30]);
});

test('tells by how much real time each action is late', async () => {
  const late: number[] = [];
  const clock = new ScaledClock(START, 1000, { onLate: (realMs) => late.push(realMs) });
  for (const due of [0, 1000, 3500]) clock.at(START + due, () => undefined);
  await jest.advanceTimersByTimeAsync(4);
  expect(late).toEqual([0, 0, 0.5]); // timers of Node.js have whole milliseconds
});

test('keeps the time already passed when the speed changes', async () => {
  const clock = new ScaledClock(START, 10);
  const slept = jest.fn();
  void clock.sleep(2000).then(slept);
  await jest.advanceTimersByTimeAsync(100);
  clock.setSpeed(1000);
  expect(clock.speed).toBe(1000);
  expect(clock.now()).toBe(START + 1000);
  await jest.advanceTimersByTimeAsync(1);
  expect(slept).toHaveBeenCalled();
});

test('passes time while work is held', async () => {
  const clock = new ScaledClock(START, 2);
  const release = clock.hold();
  await jest.advanceTimersByTimeAsync(50);
  expect(clock.now()).toBe(START + 100);
  release();
});

test('waits longer than the longest timeout of Node.js', async () => {
  const clock = new ScaledClock(START, 1);
  const slept = jest.fn();
  const thirtyDays = 30 * 24 * 3_600_000;
  void clock.sleep(thirtyDays).then(slept);
  await jest.advanceTimersByTimeAsync(thirtyDays - 1);
  expect(slept).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(slept).toHaveBeenCalled();
});

test('leaves no real timer behind when stopped', async () => {
  const clock = new ScaledClock(START, 1);
  const sleep = clock.sleep(1000);
  clock.stop();
  await expect(sleep).rejects.toThrow('stopped');
  expect(jest.getTimerCount()).toBe(0);
});

test.each([0, 0.5, -1, NaN, Infinity])('fails for speed %p', (speed) => {
  expect(() => new ScaledClock(START, speed)).toThrow(`speed must be a finite number of 1 or more, got ${speed}`);
});
