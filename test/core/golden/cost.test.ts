import fc from 'fast-check';
import { goldenCost } from '../../../lib/core/golden/cost';

describe('what a golden set costs', () => {
  test('100,000 items in 100 shards, each worker 40 s, is less than a nickel', () => {
    // 4000 s × 0.5 GB = 2000 GB-s × $0.0000133334 = $0.02667; 205 transitions = $0.0051; 203 objects written, 302 read = $0.0011; 103 requests = $0.00002.
    expect(goldenCost({ shards: 100, milliseconds: 4_000_000, memoryMb: 512 })).toEqual({
      usd: 0.033,
      lambdaGbSeconds: 2000,
      lambdaRequests: 103,
      stateTransitions: 205,
      s3Puts: 203,
      s3Gets: 302,
    });
  });

  test('grows with shards, time and memory', () => {
    const positive = { min: 1, max: 10_000 };
    fc.assert(
      fc.property(
        fc.integer(positive),
        fc.integer(positive),
        fc.integer(positive),
        (shards, milliseconds, memoryMb) => {
          const { usd } = goldenCost({ shards, milliseconds, memoryMb });
          expect(goldenCost({ shards: 2 * shards, milliseconds: 2 * milliseconds, memoryMb }).usd).toBeGreaterThan(usd);
          expect(goldenCost({ shards, milliseconds, memoryMb: 2 * memoryMb }).usd).toBeGreaterThanOrEqual(usd);
        },
      ),
    );
  });
});
