import fc from 'fast-check';
import { changeOf } from '../../../lib/rehearsal/deploy/differences';
import { PropertyRules } from '../../../lib/rehearsal/deploy/resources/provider';
import { withStackTags } from '../../../lib/rehearsal/deploy/stack-tags';

const RULES: PropertyRules = { update: ['A', 'Tags'], replace: ['Name'], others: 'refuse' };

test.each<[string, object, object, object]>([
  ['nothing, whatever the order of members', { A: { x: 1, y: 2 } }, { A: { y: 2, x: 1 } }, { kind: 'none' }],
  ['an update', { A: 1 }, { A: 2 }, { kind: 'update', properties: ['A'] }],
  ['an update: a property goes', { A: 1 }, {}, { kind: 'update', properties: ['A'] }],
  ['an update: a list in another order', { A: [1, 2] }, { A: [2, 1] }, { kind: 'update', properties: ['A'] }],
  ['an update: 0 is not absent', {}, { A: 0 }, { kind: 'update', properties: ['A'] }],
  ['a replacement', { Name: 'a' }, { Name: 'b' }, { kind: 'replace', properties: ['Name'] }],
  [
    'a replacement, with an update',
    { A: 1, Name: 'a' },
    { A: 2, Name: 'b' },
    { kind: 'replace', properties: ['A', 'Name'] },
  ],
])('sees %s', (_what, previous, wanted, expected) => {
  expect(changeOf(previous, wanted, RULES)).toEqual(expected);
});

test('a value never differs from its copy', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (properties) => {
      expect(changeOf(properties, structuredClone(properties), RULES)).toEqual({ kind: 'none' });
    }),
  );
});

test("stack tags join a resource's own tags, which win, and only where tags are possible", () => {
  const tags = { team: 'fraud', stage: 'test' };
  const own = { Tags: [{ Key: 'team', Value: 'own' }] };
  expect(withStackTags(own, RULES, tags)).toEqual({ Tags: [...own.Tags, { Key: 'stage', Value: 'test' }] });
  expect(withStackTags({}, { ...RULES, update: [] }, tags)).toEqual({});
});
