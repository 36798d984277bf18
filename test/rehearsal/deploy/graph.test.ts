import fc from 'fast-check';
import { creationOrder, dependencies } from '../../../lib/rehearsal/deploy/graph';
import { parseTemplate } from '../../../lib/rehearsal/deploy/template';

/** Random graphs without a cycle: each resource depends on some with a smaller number. */
const acyclicGraphs = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((picks) => picks.map((numbers, index) => (index === 0 ? [] : numbers.map((number) => number % index))));

test('every resource comes after what it depends on, and none is lost', () => {
  fc.assert(
    fc.property(acyclicGraphs, fc.boolean(), (edges, reversed) => {
      const entries = edges.map(
        (targets, index) => [`R${index}`, new Set(targets.map((target) => `R${target}`))] as const,
      );
      const graph = new Map(reversed ? [...entries].reverse() : entries);
      const order = creationOrder(graph);
      expect([...order].sort()).toEqual([...graph.keys()].sort());
      for (const [id, targets] of graph) {
        for (const target of targets) expect(order.indexOf(target)).toBeLessThan(order.indexOf(id));
      }
    }),
  );
});

test('a closed ring is always an error that names only its members', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), (size) => {
      const ring = Array.from(
        { length: size },
        (_, index) => [`R${index}`, new Set([`R${(index + 1) % size}`])] as const,
      );
      const graph = new Map([['Outside', new Set(['R0'])], ...ring]);
      expect(() => creationOrder(graph)).toThrow(/^circular dependency between resources: R0 (-> R\d )*-> R0;/);
    }),
  );
});

test.each<[string, unknown, readonly string[]]>([
  ['Ref', { Ref: 'Other' }, ['Other']],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Other', 'Arn'] }, ['Other']],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Other.Arn' }, ['Other']],
  ['Fn::Sub', { 'Fn::Sub': 'x-${Other}-${Other.Arn}-${AWS::Region}-${!Third}' }, ['Other']],
  ['variables of Fn::Sub', { 'Fn::Sub': ['${Other}', { Other: { Ref: 'Third' } }] }, ['Third']],
  ['both branches of Fn::If', { 'Fn::If': ['C', { Ref: 'Other' }, { Ref: 'Third' }] }, ['Other', 'Third']],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, []],
  ['a resource that is not created', { Ref: 'Inactive' }, []],
])('reads the dependency of %s', (_what, value, expected) => {
  const Resources = Object.fromEntries(['Other', 'Third', 'Inactive'].map((id) => [id, { Type: 'AWS::S3::Bucket' }]));
  const template = parseTemplate({
    Resources: { ...Resources, R: { Type: 'AWS::S3::Bucket', Properties: { deep: [value] } } },
  });
  expect([...dependencies(template, new Set(['R', 'Other', 'Third'])).get('R')!].sort()).toEqual([...expected].sort());
});

test('reads DependsOn as a text and as a list', () => {
  const bucket = { Type: 'AWS::S3::Bucket' };
  const template = parseTemplate({
    Resources: { A: bucket, B: { ...bucket, DependsOn: 'A' }, C: { ...bucket, DependsOn: ['A', 'B'] } },
  });
  expect(creationOrder(dependencies(template, new Set(['C', 'B', 'A'])))).toEqual(['A', 'B', 'C']);
});
