import { Duration, Lazy } from 'aws-cdk-lib';
import { Problems } from '../../lib/private/validation';

test('one error names everything', () => {
  const problems = new Problems();
  problems.integer('count', 0, 1, 5, 'give one');
  problems.text('name', 'A', /^[a-z]$/, 'a lower-case letter');
  problems.duration('time', Duration.seconds(7), 1, 5);
  expect(() => problems.throwIfAny('thing')).toThrow(
    'invalid thing: count must be a whole number from 1 to 5, got 0; give one; ' +
      'name must be a lower-case letter, got "A"; ' +
      'time must be whole seconds from 1 to 5, got 7 s; give a duration in that range',
  );
});

test.each([1, 5, undefined, Lazy.number({ produce: () => 99 })])('%p passes as a number from 1 to 5', (value) => {
  const problems = new Problems();
  problems.integer('count', value, 1, 5, 'give one');
  expect(problems.list()).toEqual([]);
});

test.each([0, 6, 1.5, Number.NaN])('fails for %p', (value) => {
  const problems = new Problems();
  problems.integer('count', value, 1, 5, 'give one');
  expect(problems.list()).toHaveLength(1);
});

test('tokens pass: nobody knows their value yet', () => {
  const problems = new Problems();
  problems.text('name', Lazy.string({ produce: () => 'A' }), /^[a-z]$/, 'a lower-case letter');
  problems.duration('time', Duration.seconds(Lazy.number({ produce: () => 99 })), 1, 5);
  expect(problems.list()).toEqual([]);
});

test('fractions of seconds are no whole seconds', () => {
  const problems = new Problems();
  problems.duration('time', Duration.millis(1500), 1, 5);
  expect(problems.list()[0]).toContain('got 1.5 s');
});
