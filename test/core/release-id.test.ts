import fc from 'fast-check';
import { executionNameOf, releaseIdOf } from '../../lib/core/release-id';

const REQUEST = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('joins version and request', () => {
  expect(releaseIdOf('1.3.0', REQUEST)).toBe(`1-3-0-${REQUEST}`);
  expect(executionNameOf(`arn:aws:states:eu-west-1:1:execution:machine:1-3-0-${REQUEST}`)).toBe(`1-3-0-${REQUEST}`);
});

test('is a legal execution name that keeps the whole request id, for any version', () => {
  fc.assert(
    fc.property(fc.string(), (version) => {
      const id = releaseIdOf(version, REQUEST);
      expect(id).toMatch(/^[A-Za-z0-9-_]{1,80}$/);
      expect(id.endsWith(REQUEST)).toBe(true);
    }),
  );
});
