import { Match } from 'aws-cdk-lib/assertions';
import { ReleaseWait } from '../../lib';
import { modelTemplate, propertiesOf, version } from '../helpers/model-stack';

const template = modelTemplate({ version: version('1.3.0', { command: ['serve'], environment: { LOG: 'info' } }) });

test('the release is told version, image, content and candidate', () => {
  const properties = propertiesOf(template, 'Custom::ModelRelease');
  expect(properties).toMatchObject({
    Version: '1.3.0',
    Image: 'example/model:1.3.0',
    ReturnAtStart: 'false',
    Force: 'false',
    ServiceTimeout: '3000',
  });
  expect(JSON.parse(properties.Content as string)).toEqual({
    image: 'example/model:1.3.0',
    environment: { LOG: 'info' },
    secrets: {},
    command: ['serve'],
    entryPoint: [],
    cpu: 256,
    memoryLimitMiB: 512,
    cpuArchitecture: 'X86_64',
    containerPort: 8080,
  });
  expect(properties.CandidateArn).toEqual({ Ref: expect.stringContaining('Candidate') });
});

test.each([
  [{ waitFor: ReleaseWait.START }, 'ReturnAtStart'],
  [{ force: true }, 'Force'],
])('%j sets %s', (props, name) => {
  expect(propertiesOf(modelTemplate(props), 'Custom::ModelRelease')[name]).toBe('true');
});

test('the release comes after everything that it works with', () => {
  const [release] = Object.values(template.findResources('Custom::ModelRelease'));
  const before: string[] = release.DependsOn;
  const types = [
    'AWS::ECS::Service',
    'AWS::CloudWatch::Alarm',
    'AWS::Events::Rule',
    'AWS::StepFunctions::StateMachine',
    'Custom::ProductionRoute',
    'AWS::SNS::TopicPolicy',
    'AWS::Lambda::Permission',
  ];
  for (const type of types) {
    for (const id of Object.keys(template.findResources(type))) expect(before).toContain(id);
  }
});

test('an execution that died starts another one that is told which', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ Ref: Match.anyValue() }] },
    },
    Targets: [
      Match.objectLike({
        InputTransformer: {
          InputPathsMap: { 'detail-name': '$.detail.name' },
          InputTemplate: '{"version":"recover","recover":<detail-name>}',
        },
      }),
    ],
  });
});
