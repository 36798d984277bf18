import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { ClockStopped } from '../../../lib/rehearsal/clocks/timer-clock';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

describe('a clock with nothing held', () => {
  test('stands still without timers', async () => {
    const clock = new VirtualClock(START);
    await turns(10);
    expect(clock.now()).toBe(START);
  });

  test('jumps over a year of sleep', async () => {
    const clock = new VirtualClock(START);
    await clock.sleep(365 * 24 * HOUR);
    expect(clock.now()).toBe(START + 365 * 24 * HOUR);
  });

  test('runs timers of the same instant in the order of the calls', async () => {
    const clock = new VirtualClock(START);
    const order: string[] = [];
    clock.at(START + 5, () => void order.push('a'));
    void clock.sleep(5).then(() => order.push('b'));
    clock.at(START + 5, () => void order.push('c'));
    clock.at(START - HOUR, () => void order.push('past'));
    await clock.sleep(6);
    expect(order).toEqual(['past', 'a', 'b', 'c']);
  });

  test('lets what a timer causes settle before the next timer of the same instant', async () => {
    const clock = new VirtualClock(START);
    const order: string[] = [];
    clock.at(START + 1, async () => {
      // Promises only: work that takes a real millisecond lets timers run that are due.
      for (let step = 0; step < 1000; step++) await Promise.resolve();
      order.push('first, after many promises');
    });
    clock.at(START + 1, () => void order.push('second'));
    await clock.sleep(HOUR);
    expect(order).toEqual(['first, after many promises', 'second']);
  });

  test('waits for chains of promises and immediates before it jumps', async () => {
    const clock = new VirtualClock(START);
    const seen: number[] = [];
    clock.at(START + HOUR, () => void seen.push(clock.now()));
    const chain = (async () => {
      for (let step = 0; step < 1000; step++) await Promise.resolve();
      await nextTurn();
      await clock.sleep(1);
      seen.push(clock.now());
    })();
    await chain;
    await clock.sleep(HOUR);
    expect(seen).toEqual([START + 1, START + HOUR]);
  });

  test('does not run a cancelled action', async () => {
    const clock = new VirtualClock(START);
    const action = jest.fn();
    const cancel = clock.at(START + 1, action);
    cancel();
    cancel();
    await clock.sleep(10);
    expect(action).not.toHaveBeenCalled();
  });

  test('property: never goes back, runs everything once, in order of time and then of the calls', async () => {
    const delays = fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(delays, async (offsets) => {
        const clock = new VirtualClock(START);
        const ran: { index: number; at: number }[] = [];
        offsets.forEach((offset, index) => clock.at(START + offset, () => void ran.push({ index, at: clock.now() })));
        await clock.sleep(21);
        clock.stop();
        const due = offsets.map((offset, index) => ({ index, at: START + Math.max(0, offset) }));
        const expected = [...due].sort((a, b) => a.at - b.at || a.index - b.index);
        expect(ran.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
        ran.forEach(({ at }, position) => {
          expect(at).toBeGreaterThanOrEqual(expected[position].at);
          if (position > 0) expect(at).toBeGreaterThanOrEqual(ran[position - 1].at);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('a held clock', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  test('advances at the real rate and runs what comes due', async () => {
    const clock = new VirtualClock(START);
    const release = clock.hold();
    const action = jest.fn();
    clock.at(START + 300, action);
    await jest.advanceTimersByTimeAsync(299);
    expect(clock.now()).toBe(START + 299);
    expect(action).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(action).toHaveBeenCalledTimes(1);
    release();
    expect(clock.now()).toBe(START + 300);
  });

  test('jumps only when the last hold is released, each of them once', async () => {
    const clock = new VirtualClock(START);
    const first = clock.hold();
    const second = clock.hold();
    const slept = jest.fn();
    void clock.sleep(HOUR).then(slept);
    first();
    first();
    await turns(20);
    expect(slept).not.toHaveBeenCalled();
    second();
    await turns(20);
    expect(slept).toHaveBeenCalledTimes(1);
    expect(clock.now()).toBe(START + HOUR);
  });

  test('never goes back to a timer that came due while the event loop was blocked', async () => {
    const clock = new VirtualClock(START);
    const realTime = jest.spyOn(performance, 'now').mockReturnValue(1000);
    const release = clock.hold();
    const times: number[] = [];
    clock.at(START + 10, () => void times.push(clock.now()));
    realTime.mockReturnValue(1050); // 50 ms later, without a chance for timers to run
    release();
    await turns(10);
    expect(times).toEqual([START + 50]);
    realTime.mockRestore();
  });

  test('is held by an asynchronous action until that settles', async () => {
    const clock = new VirtualClock(START);
    let finish = (): void => undefined;
    clock.at(START + 1, () => new Promise<void>((resolve) => (finish = resolve)));
    const slept = jest.fn();
    void clock.sleep(HOUR).then(slept);
    await turns(20);
    expect(slept).not.toHaveBeenCalled();
    finish();
    await turns(20);
    expect(slept).toHaveBeenCalled();
  });
});

describe('errors and ends', () => {
  test('fails a sleep with the reason of its signal, before and during', async () => {
    const clock = new VirtualClock(START);
    const release = clock.hold();
    const reason = new Error('enough');
    await expect(clock.sleep(1, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleep = clock.sleep(HOUR, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    release();
    await turns(10);
    expect(clock.now()).toBeLessThan(START + HOUR); // nothing is left to jump to
  });

  test('fails pending and later sleeps when stopped, and runs no action any more', async () => {
    const clock = new VirtualClock(START);
    const action = jest.fn();
    clock.at(START + 1, action);
    const sleep = clock.sleep(HOUR);
    clock.stop();
    clock.stop();
    await expect(sleep).rejects.toThrow(ClockStopped);
    await expect(clock.sleep(1)).rejects.toThrow('the rehearsal clock was stopped');
    clock.at(START + 2, action);
    await turns(10);
    expect(action).not.toHaveBeenCalled();
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('boom'))],
  ])('fails loudly when an action %s, and goes on', async (_, action) => {
    const onError = jest.fn();
    const clock = new VirtualClock(START, { onError });
    clock.at(START + 1, action);
    await clock.sleep(2);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'boom' }));
  });

  test('fails for times that are no numbers', async () => {
    const clock = new VirtualClock(START);
    await expect(clock.sleep(NaN)).rejects.toThrow('got NaN');
    expect(() => clock.at(NaN, () => undefined)).toThrow('got NaN');
  });
});
