import * as fc from 'fast-check';
import { BodyCapture } from '../../../lib/gateway/mirror/body-capture';
import { Breaker } from '../../../lib/gateway/forward/breaker';
import { ByteBudget } from '../../../lib/gateway/mirror/byte-budget';
import { CopyQueue } from '../../../lib/gateway/mirror/copy-queue';
import { parseMirrorRoutes } from '../../../lib/core/mirror-routes';
import { Sampler } from '../../../lib/gateway/mirror/sampler';

describe('routes', () => {
  const routes = parseMirrorRoutes('POST /invocations, POST /v1/models/*, GET /v1/models');

  test.each([
    ['POST', '/invocations'],
    ['POST', '/invocations?a=b'],
    ['POST', '/v1/models/fraud:predict'],
    ['GET', '/v1/models'],
  ])('%s %s may be mirrored', (method, target) => {
    expect(routes.allows(method, target)).toBe(true);
  });

  test.each([
    ['DELETE', '/invocations'],
    ['GET', '/invocations'],
    ['post', '/invocations'],
    ['POST', '/invocations/'],
    ['POST', '/invocationsx'],
    ['POST', '//invocations'],
    ['POST', '/Invocations'],
    ['POST', '/%69nvocations'],
    ['POST', '/'],
    ['POST', '/v1/models/../admin'],
    ['POST', '/v1/models/%2e%2e/admin'],
    ['POST', '/v1/models/x%2Fadmin'],
    ['POST', '/v1/models//admin'],
    ['POST', '/v1/models/\\..\\admin'],
    ['POST', '/v1/models/;/admin'],
    ['PUT', '/v1/models/fraud'],
  ])('fails to mirror %s %s', (method, target) => {
    expect(routes.allows(method, target)).toBe(false);
  });

  test.each([
    '',
    'POST',
    '/invocations',
    'post /invocations',
    'POST invocations',
    'POST /a*b',
    'POST /a?b',
    'POST  /a',
  ])('fails to read %p', (text) => {
    expect(() => parseMirrorRoutes(text)).toThrow('a mirror route must be a method and a path, got');
  });
});

describe('sampler', () => {
  test('takes every request at 100 percent and none at 0, whatever chance says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        const sampler = new Sampler(() => chance);
        expect(sampler.take()).toBe(false);
        sampler.percent = 100;
        expect(sampler.take()).toBe(true);
      }),
    );
  });

  test('takes its share', () => {
    let at = 0;
    const sampler = new Sampler(() => (at++ % 1_000) / 1_000);
    for (const percent of [0.1, 10, 33.3, 99.9]) {
      sampler.percent = percent;
      const taken = Array.from({ length: 1_000 }, () => sampler.take()).filter(Boolean).length;
      expect(taken).toBe(Math.round(percent * 10));
    }
  });
});

describe('breaker', () => {
  const failing = (times: number) => {
    const breaker = new Breaker();
    for (let count = 0; count < times; count += 1) breaker.failed(0);
    return breaker;
  };

  test('a target that fails now and then is no dead one', () => {
    const breaker = failing(4);
    breaker.answered();
    for (let count = 0; count < 4; count += 1) breaker.failed(0);
    expect([breaker.open, breaker.admits(0)]).toEqual([false, true]);
  });

  test('a dead target gets one copy a second', () => {
    const breaker = failing(5);
    expect(breaker.open).toBe(true);
    const sent: number[] = [];
    for (let now = 0; now <= 3_000; now += 100) {
      if (!breaker.admits(now)) continue;
      breaker.sent(now);
      sent.push(now);
      breaker.failed(now);
    }
    expect(sent).toEqual([1_000, 2_000, 3_000]);
  });

  test('one answer closes it', () => {
    const breaker = failing(50);
    breaker.answered();
    expect([breaker.open, breaker.admits(0)]).toEqual([false, true]);
  });

  test('however it goes: a dead target never gets two copies within a second', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 700 }), answers: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const breaker = new Breaker();
        let now = 0;
        let lastProbe = -Infinity;
        for (const { wait, answers } of steps) {
          now += wait;
          if (!breaker.admits(now)) continue;
          if (breaker.open) {
            expect(now - lastProbe).toBeGreaterThanOrEqual(1_000);
            lastProbe = now;
          }
          breaker.sent(now);
          if (answers) breaker.answered();
          else breaker.failed(now);
          if (!breaker.open) lastProbe = -Infinity;
        }
      }),
    );
  });
});

describe('body capture', () => {
  test('keeps what fits and gives all of it back', () => {
    const budget = new ByteBudget(10);
    const capture = new BodyCapture(10, budget);
    capture.add(Buffer.from('abc'));
    capture.add(Buffer.from('def'));
    expect([String(capture.body()), capture.bytes, budget.heldBytes]).toEqual(['abcdef', 6, 6]);
    capture.release();
    capture.release();
    expect(budget.heldBytes).toBe(0);
  });

  test('an empty body is a body', () => {
    expect(new BodyCapture(10, new ByteBudget(0)).body()).toHaveLength(0);
  });

  test.each([
    ['too-large', 5, 100],
    ['no-room', 100, 5],
  ])('fails as %s with %i bytes a body, %i in all: nothing is held, the length is told', (missing, limit, all) => {
    const budget = new ByteBudget(all);
    const capture = new BodyCapture(limit, budget);
    for (const part of ['abc', 'def', 'g']) capture.add(Buffer.from(part));
    expect(capture).toMatchObject({ missing, bytes: 7 });
    expect(capture.body()).toBeUndefined();
    expect(budget.heldBytes).toBe(0);
  });

  test('whatever passes, the budget is never exceeded and comes back whole', () => {
    const bodies = fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(bodies, (sizes) => {
        const budget = new ByteBudget(100);
        const captures = sizes.map((parts) => {
          const capture = new BodyCapture(60, budget);
          parts.forEach((size) => capture.add(Buffer.alloc(size)));
          expect(budget.heldBytes).toBeLessThanOrEqual(100);
          return capture;
        });
        captures.forEach((capture) => capture.release());
        expect(budget.heldBytes).toBe(0);
      }),
    );
  });
});

describe('queue', () => {
  function queueOf(maxInFlight: number, maxQueued: number) {
    const started: number[] = [];
    const finish: (() => void)[] = [];
    const queue = new CopyQueue<number>({ maxInFlight, maxQueued }, (item) => {
      started.push(item);
      return new Promise((resolve) => finish.push(resolve));
    });
    return { queue, started, finishNext: async () => (finish.shift()?.(), await Promise.resolve(), undefined) };
  }

  test('runs some at a time, in their order; what finds no room is turned away', async () => {
    const { queue, started, finishNext } = queueOf(2, 2);
    expect([1, 2, 3, 4, 5].map((item) => queue.offer(item))).toEqual([true, true, true, true, false]);
    expect([started, queue.length, queue.inFlight, queue.full]).toEqual([[1, 2], 2, 2, true]);
    await finishNext();
    await finishNext();
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual([1, 2, 3, 4]);
  });

  test('goes on after one that fails', async () => {
    const started: number[] = [];
    const queue = new CopyQueue<number>({ maxInFlight: 1, maxQueued: 9 }, async (item) => {
      started.push(item);
      throw new Error('broken');
    });
    [1, 2, 3].forEach((item) => queue.offer(item));
    await new Promise((resolve) => setImmediate(resolve));
    expect([started, queue.inFlight]).toEqual([[1, 2, 3], 0]);
  });

  test('clear takes out what waits', () => {
    const { queue } = queueOf(1, 9);
    [1, 2, 3].forEach((item) => queue.offer(item));
    expect(queue.clear()).toEqual([2, 3]);
    expect([queue.length, queue.inFlight]).toEqual([0, 1]);
  });
});
