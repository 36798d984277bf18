import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { BlueGreenModelProps, Probe, ReleaseWait, TrafficShift } from '../../lib';
import { hosting, hostingWithGateway, modelTemplate } from '../helpers/model-stack';
import { assemblyOf } from '../rehearsal/release/support/assemblies';

const WORDS: Readonly<Record<string, number>> = {
  two: 2,
  four: 4,
  eleven: 11,
  fifteen: 15,
  nineteen: 19,
  'twenty-one': 21,
};

const COSTS = /## Costs\n([^]*?)\n## /.exec(readFileSync(join(__dirname, '../../README.md'), 'utf8'))?.[1] ?? '';

/** What the README says, by the words around a number. */
function said(pattern: RegExp): number {
  return WORDS[pattern.exec(COSTS.replaceAll(/\s+/g, ' '))?.[1] ?? ''];
}

type Alarm = { readonly Properties: { readonly Metrics?: readonly { readonly MetricStat?: { Period: number } }[] } };

const alarmsOf = (template: Template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')) as Alarm[];
const alarms = (props: Partial<BlueGreenModelProps> = {}) => alarmsOf(modelTemplate(props));
const ofTenSeconds = (all: readonly Alarm[]) =>
  all.filter(({ Properties }) => Properties.Metrics?.some(({ MetricStat }) => MetricStat?.Period === 10));
const ofSageMaker = (name: 'sagemaker' | 'variants') => {
  const [{ template }] = assemblyOf({ version: '1.2', hosting: name }).stacks;
  return alarmsOf(Template.fromJSON(template));
};

const PROBE = Probe.predictions({ requests: [{ body: { x: 1 } }] });

describe('the costs of the README have all alarms', () => {
  test('of each way to host a model', () => {
    expect(alarms()).toHaveLength(said(/Container Insights, (\S+) alarms/));
    expect(alarms({ hosting: hostingWithGateway() })).toHaveLength(said(/\((\S+) with gateways/));
    expect(ofSageMaker('sagemaker')).toHaveLength(said(/(\S+) with SageMaker/));
    expect(ofSageMaker('variants')).toHaveLength(said(/(\S+) with `variantWeights`/));
  });

  test.each<[string, Partial<BlueGreenModelProps>, Partial<BlueGreenModelProps>, RegExp]>([
    [
      'protected callers',
      { hosting: hosting({ gateway: { protectCallers: true } }) },
      { hosting: hostingWithGateway() },
      /(\S+) more with `protectCallers`/,
    ],
    ['a judge', { traffic: TrafficShift.canary(), waitFor: ReleaseWait.START }, {}, /(\S+) with a judge/],
    ['a probe', { probe: PROBE }, {}, /(\S+) with a probe/],
  ])('of %s', (_, props, without, pattern) => {
    expect(alarms(props).length - alarms(without).length).toBe(said(pattern));
  });

  test('of ten seconds, which cost more', () => {
    expect(ofTenSeconds(alarms())).toHaveLength(0);
    expect(ofTenSeconds(alarms({ hosting: hostingWithGateway() }))).toHaveLength(
      said(/of ten seconds, (\S+) with gateways/),
    );
    expect(ofTenSeconds(alarms({ probe: PROBE }))).toHaveLength(said(/with gateways and (\S+) with a probe/));
  });
});
