import fc from 'fast-check';
import { requireMatcher, statusMatches } from '../../../../lib/rehearsal/aws/elbv2/matcher';
import { errorCode } from '../../support/call';

describe('health check matcher', () => {
  test.each([
    ['200', 200, true],
    ['200', 201, false],
    ['200,202', 202, true],
    ['200-299', 250, true],
    ['200-299', 300, false],
    ['200,300-302', 301, true],
  ])('%s matches %d: %s', (matcher, status, matches) => {
    expect(statusMatches(matcher, status)).toBe(matches);
  });

  test('a range matches exactly its codes', () => {
    const code = fc.integer({ min: 200, max: 499 });
    fc.assert(
      fc.property(code, code, code, (a, b, status) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(statusMatches(`${low}-${high}`, status)).toBe(status >= low && status <= high);
      }),
    );
  });

  test.each(['', 'ok', '199', '200-500', '299-200', '200,'])('fails for %p', (matcher) => {
    expect(errorCode(() => requireMatcher(matcher))).toBe('ValidationError');
  });
});
