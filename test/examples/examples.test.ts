import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RecommenderStack } from '../../examples/existing-app/app';
import { fraudDetection } from '../../examples/fraud-detection/app';
import { AssistantStack } from '../../examples/llm-service/app';
import { newApp, propertiesOf } from '../helpers/model-stack';

/** Fails on what CloudFormation or cdk-nag refuse. */
function checked(app: App): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

test.each(['1.2', '1.3'])('fraud detection %s synthesizes without a finding of cdk-nag', (modelVersion) => {
  const app = checked(newApp());
  app.node.setContext('modelVersion', modelVersion);
  const template = Template.fromStack(fraudDetection(app));
  expect(propertiesOf(template, 'Custom::ModelRelease').Version).toBe(modelVersion);
});

test.each(['canary', 'linear', 'steps'])('fraud detection synthesizes with shift=%s', (shift) => {
  const app = newApp();
  app.node.setContext('shift', shift);
  const template = Template.fromStack(fraudDetection(app));
  const variables = propertiesOf(template, 'AWS::Lambda::Function', 'FraudReleaseFunction').Environment.Variables;
  expect(JSON.stringify(variables)).toContain('holdbackPercent');
});

test('a fraud detection that is probed is not judged', () => {
  const app = newApp();
  app.node.setContext('shift', 'canary');
  app.node.setContext('probe', 'true');
  const template = Template.fromStack(fraudDetection(app));
  const variables = propertiesOf(template, 'AWS::Lambda::Function', 'FraudReleaseFunction').Environment.Variables;
  expect(JSON.stringify(variables)).toContain('holdbackPercent');
  expect(JSON.stringify(variables)).not.toContain('alphaRollback');
});

test('fails with a shift that nobody knows', () => {
  const app = newApp();
  app.node.setContext('shift', 'slowly');
  expect(() => fraudDetection(app)).toThrow('shift must be one of all-at-once, canary, linear, steps, got "slowly"');
});

test('each version of fraud detection has an image of its own', () => {
  const imageOf = (modelVersion: string) => {
    const app = newApp();
    app.node.setContext('modelVersion', modelVersion);
    const [container] = propertiesOf(Template.fromStack(fraudDetection(app)), 'AWS::ECS::TaskDefinition')
      .ContainerDefinitions as { Image: unknown }[];
    return JSON.stringify(container.Image);
  };
  expect(imageOf('1.2')).not.toBe(imageOf('1.3'));
});

test.each([false, true])('the assistant synthesizes without a finding of cdk-nag, a judge: %s', (judge) => {
  const template = Template.fromStack(
    new AssistantStack(checked(newApp()), 'Assistant', { modelVersion: '1.3', judge }),
  );
  const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
  expect(functions.some((id) => id.startsWith('Judge'))).toBe(judge);
  const grants = Object.values(template.findResources('AWS::IAM::Policy')).filter((policy) =>
    JSON.stringify(policy).includes('bedrock:'),
  );
  expect(grants).toHaveLength(judge ? 1 : 0);
});

test('an existing app gets a model and keeps what it has', () => {
  const template = Template.fromStack(new RecommenderStack(newApp(), 'Recommender'));
  template.resourceCountIs('AWS::EC2::VPC', 1);
  template.resourceCountIs('AWS::ECS::Cluster', 1);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  expect(propertiesOf(template, 'Custom::ProductionRoute')).toMatchObject({ Priority: '210' });
});
