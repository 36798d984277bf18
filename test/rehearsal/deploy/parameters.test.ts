import { assemblyOf, parameter } from './support/assemblies';
import { Rehearsal } from './support/rehearse';

let rehearsal: Rehearsal;
beforeEach(() => (rehearsal = new Rehearsal()));
afterEach(() => rehearsal.close());

const valueOf = (logicalId: string) => rehearsal.engine.resources('Shop').get(logicalId)!.properties.Value;
const Parameters = {
  Text: { Type: 'String', Default: 'a' },
  Number: { Type: 'Number', Default: 0 },
  List: { Type: 'CommaDelimitedList', Default: 'a, b' },
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
};
const using = (Ref: string) => ({ A: parameter({ Ref }) });

test.each<[string, string, Record<string, string>, unknown]>([
  ['a default', 'Text', {}, 'a'],
  ['an override', 'Text', { Text: 'b' }, 'b'],
  ['a number as text', 'Number', {}, '0'],
  ['a list', 'List', {}, ['a', 'b']],
  ['the override of an SSM parameter', 'Image', { Image: 'nginx' }, 'nginx'],
])('gives %s', async (_what, name, parameters, expected) => {
  await rehearsal.deploy(using(name), { template: { Parameters }, parameters });
  expect(valueOf('A')).toEqual(expected);
});

test('an SSM parameter without a value is an error only where it is used', async () => {
  expect(await rehearsal.deploy(using('Text'), { template: { Parameters } })).toMatchObject({ succeeded: true });
  const result = await rehearsal.deploy(using('Image'), { template: { Parameters } });
  expect(result.reason).toContain("parameter Image lies in SSM, which the rehearsal can't read; give it a value");
});

test.each<[string, object, Record<string, string>, string]>([
  ['an override without a parameter', {}, { Nobody: '1' }, 'the template has no parameter Nobody'],
  ['a parameter without a value', { P: { Type: 'String' } }, {}, 'parameter P has no default'],
  [
    'a value that is not allowed',
    { P: { Type: 'String', AllowedValues: ['a'] } },
    { P: 'b' },
    'must be one of a, got b',
  ],
])('fails for %s', async (_what, declared, parameters, message) => {
  const deployed = rehearsal.deploy({ A: parameter('1') }, { template: { Parameters: declared }, parameters });
  await expect(deployed).rejects.toThrow(message);
});

test('imports what another stack exports, and fails before that stack is deployed', async () => {
  const importing = assemblyOf({ Resources: { A: parameter({ 'Fn::ImportValue': 'VpcId' }) } }, 'Importer');
  const deployImporter = () => rehearsal.engine.deploy({ assembly: importing, stackName: 'Importer' });
  expect((await deployImporter()).reason).toContain('no deployed stack exports VpcId');
  const Outputs = { Vpc: { Value: 'vpc-1', Export: { Name: 'VpcId' } } };
  await rehearsal.deploy({ B: parameter('1') }, { template: { Outputs } });
  await deployImporter();
  expect(rehearsal.engine.resources('Importer').get('A')!.properties.Value).toBe('vpc-1');
});
