import { getEventListeners } from 'node:events';
import { orAborted, runBranches, withChildController } from '../../../../lib/rehearsal/asl/execution/cancellation';

const never = new Promise<never>(() => undefined);

describe('a child controller', () => {
  test('follows its parent while the work runs and lets go of it afterwards', async () => {
    const parent = new AbortController();
    const reason = new Error('stop');
    const work = withChildController(parent.signal, (child) => orAborted(never, child.signal));
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(1);
    parent.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
  });

  test('is aborted from the start under an aborted parent', async () => {
    const aborted = await withChildController(AbortSignal.abort(), async (child) => child.signal.aborted);
    expect(aborted).toBe(true);
  });
});

describe('work that may be aborted', () => {
  test('gives its outcome and leaves no listener', async () => {
    const { signal } = new AbortController();
    await expect(orAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
    await expect(orAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('fails with the reason first, also when it fails by itself later', async () => {
    const controller = new AbortController();
    let breakLate: (error: Error) => void = () => undefined;
    const late = new Promise<never>((_, reject) => (breakLate = reject));
    const outcome = orAborted(late, controller.signal);
    controller.abort(new Error('first'));
    await expect(outcome).rejects.toThrow('first');
    breakLate(new Error('late')); // must not surface as an unhandled rejection, which would end the test run
    await new Promise(setImmediate);
  });
});

describe('branches', () => {
  test('keep their order and their limit', async () => {
    let running = 0;
    let most = 0;
    const outputs = await runBranches(5, 2, new AbortController().signal, async (index) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return index;
    });
    expect(outputs).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });

  test('fail with the first failure, after all have ended, and start no other', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const run = runBranches(4, 2, new AbortController().signal, async (index, signal) => {
      started.push(index);
      if (index === 1) throw new Error('first');
      await orAborted(never, signal).finally(() => ended.push(index));
      return index;
    });
    await expect(run).rejects.toThrow('first');
    expect(started).toEqual([0, 1]);
    expect(ended).toEqual([0]);
  });
});
