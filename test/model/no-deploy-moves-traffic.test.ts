import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENVIRONMENTS } from '../../lib/contract';
import { hosting, modelStack, modelTemplate, version } from '../helpers/model-stack';

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, any> }>>;

const resourcesOf = (template: Template): Resources => template.toJSON().Resources as Resources;

/** Types of the resources whose text differs between two templates. */
function changedTypes(before: Template, after: Template): readonly string[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return ids.filter((id) => JSON.stringify(old[id]) !== JSON.stringify(now[id])).map((id) => (now[id] ?? old[id]).Type);
}

const template = modelTemplate();

test('no listener rule of the template forwards production traffic', () => {
  const rules = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
  expect(rules).toHaveLength(2);
  for (const { Properties } of rules) {
    expect(Properties.ListenerArn.Ref).toContain('TestListener');
    expect(Properties.Conditions[0].HttpHeaderConfig.HttpHeaderName).toBe('x-model-environment');
  }
});

test('the default actions of both listeners are fixed answers', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener'))) {
    expect(Properties.DefaultActions).toEqual([
      { Type: 'fixed-response', FixedResponseConfig: expect.objectContaining({ StatusCode: '404' }) },
    ]);
  }
});

test('the production route holds no weights', () => {
  const [route] = Object.values(template.findResources('Custom::ProductionRoute'));
  expect(Object.keys(route.Properties as object).sort()).toEqual([
    'BlueTargetGroupArn',
    'Conditions',
    'GreenTargetGroupArn',
    'ListenerArn',
    'Priority',
    'ServiceToken',
  ]);
});

test.each(ENVIRONMENTS)('the service of %s names a family and no size', (environment) => {
  const services = Object.values(template.findResources('AWS::ECS::Service'));
  const [service] = services.filter(({ Properties }) => Properties.ServiceName === `fraud-${environment}`);
  expect(service.Properties.TaskDefinition).toBe(`fraud-${environment}`);
  expect(service.Properties).not.toHaveProperty('DesiredCount');
});

test('scaling is registered by releases only', () => {
  template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  template.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 0);
});

test.each([
  ['another version string', { version: version('2.0.0') }],
  ['another image of it', { version: version('1.0.0', { image: ecs.ContainerImage.fromRegistry('other') }) }],
  ['another size', { hosting: hosting({ memoryLimitMiB: 1024 }) }],
])('%s changes the candidate and the release, nothing else', (_name, props) => {
  expect([...changedTypes(template, modelTemplate(props))].sort()).toEqual([
    'AWS::ECS::TaskDefinition',
    'Custom::ModelRelease',
  ]);
});

test('a variable that is new also changes what parity lets pass', () => {
  const types = changedTypes(template, modelTemplate({ version: version('2.0.0', { environment: { LOG: 'debug' } }) }));
  expect([...types].sort()).toEqual([
    'AWS::ECS::TaskDefinition',
    'AWS::StepFunctions::StateMachine',
    'Custom::ModelRelease',
  ]);
});

test('a tag on everything starts no release', () => {
  const tagged = modelStack();
  Tags.of(tagged.stack).add('team', 'fraud');
  expect(changedTypes(template, Template.fromStack(tagged.stack))).not.toContain('Custom::ModelRelease');
});

test('the candidate is run by no service', () => {
  const [candidateId] = Object.keys(template.findResources('AWS::ECS::TaskDefinition'));
  const users = Object.entries(resourcesOf(template))
    .filter(([, resource]) => JSON.stringify(resource.Properties ?? {}).includes(`{"Ref":"${candidateId}"}`))
    .map(([, { Type }]) => Type);
  expect(users.sort()).toEqual(['Custom::EcsEnvironments', 'Custom::ModelRelease']);
});

test('services wait for their family to have a revision', () => {
  const [seed] = Object.keys(template.findResources('Custom::EcsEnvironments'));
  for (const { DependsOn } of Object.values(template.findResources('AWS::ECS::Service'))) {
    expect(DependsOn).toContain(seed);
  }
});
