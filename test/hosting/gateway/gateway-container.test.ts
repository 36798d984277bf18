import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  gatewayContainer,
  GatewayContainerOptions,
  GatewayUpstream,
} from '../../../lib/hosting/gateway/gateway-container';
import { GatewaySettingsParameter } from '../../../lib/hosting/gateway/settings-parameter';
import { newApp, propertiesOf } from '../../helpers/model-stack';

interface Task {
  readonly containers: readonly Record<string, any>[];
  readonly template: Template;
}

type Gateway = Partial<Omit<GatewayContainerOptions, 'upstream'>> & {
  readonly upstream?: (model: ecs.ContainerDefinition) => GatewayUpstream;
};

const besideModel = (container: ecs.ContainerDefinition): GatewayUpstream => ({
  kind: 'container',
  container,
  port: 8080,
  healthPath: '/ready',
});

/** A task with a model container and these gateways. */
function task(...gateways: readonly Gateway[]): Task {
  const stack = new Stack(newApp(), 'Stack');
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
  const model = taskDefinition.addContainer('Model', { image: ecs.ContainerImage.fromRegistry('example/model:1') });
  const settings = new GatewaySettingsParameter(stack, 'fraud');
  const logGroup = new logs.LogGroup(stack, 'Logs');
  for (const { upstream = besideModel, ...options } of gateways) {
    gatewayContainer(taskDefinition, {
      modelName: 'fraud',
      containerName: 'gateway',
      port: 8000,
      environment: 'blue',
      version: '1.0',
      settings,
      predictPath: '/predict',
      logGroup,
      props: {},
      ...options,
      upstream: upstream(model),
    });
  }
  const template = Template.fromStack(stack);
  const { ContainerDefinitions } = propertiesOf(template, 'AWS::ECS::TaskDefinition');
  return { containers: (ContainerDefinitions as Record<string, any>[]).slice(1), template };
}

function variablesOf({ Environment }: Record<string, any>): Record<string, unknown> {
  return Object.fromEntries(
    (Environment as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]),
  );
}

describe('beside a model', () => {
  const { containers, template } = task({ mirrorUrl: 'http://lb:9001' });
  const [gateway] = containers;

  test('is started by node, without root, on a read-only file system', () => {
    expect(gateway).toMatchObject({
      Name: 'gateway',
      Image: 'public.ecr.aws/docker/library/node:22-slim',
      EntryPoint: ['node'],
      Essential: true,
      User: '1000',
      ReadonlyRootFilesystem: true,
      Memory: 256,
      PortMappings: [{ ContainerPort: 8000 }],
    });
  });

  test('its log never blocks it', () => {
    expect(gateway.LogConfiguration).toMatchObject({
      LogDriver: 'awslogs',
      Options: { mode: 'non-blocking', 'awslogs-stream-prefix': 'gateway' },
    });
  });

  test('starts after the model and so stops before it, with time to drain', () => {
    expect(gateway.DependsOn).toEqual([{ Condition: 'START', ContainerName: 'Model' }]);
    expect(gateway.StopTimeout).toBe(30);
    expect(Number(variablesOf(gateway).GATEWAY_STOP_MS)).toBeLessThan(30_000);
  });

  test('knows its model, whose traffic it is, and what may be mirrored where', () => {
    expect(variablesOf(gateway)).toMatchObject({
      GATEWAY_PORT: '8000',
      GATEWAY_MODEL_URL: 'http://127.0.0.1:8080',
      GATEWAY_MODEL_HEALTH_PATH: '/ready',
      GATEWAY_MODEL_NAME: 'fraud',
      GATEWAY_ENVIRONMENT: 'blue',
      GATEWAY_VERSION: '1.0',
      GATEWAY_MIRROR_URL: 'http://lb:9001',
      GATEWAY_MIRROR_ROUTES: 'POST /predict',
      AWS_REGION: { Ref: 'AWS::Region' },
    });
  });

  test('reads its settings and may do nothing else', () => {
    expect(propertiesOf(template, 'AWS::SSM::Parameter')).toMatchObject({
      Name: '/cdk-model-bluegreen/fraud/gateway',
      Value: '{}',
    });
    const { PolicyDocument } = propertiesOf(template, 'AWS::IAM::Policy', 'TaskRole');
    expect(PolicyDocument.Statement).toHaveLength(1);
    expect(PolicyDocument.Statement[0]).toMatchObject({ Action: 'ssm:GetParameter', Effect: 'Allow' });
    expect(JSON.stringify(PolicyDocument.Statement[0].Resource)).toContain(':parameter');
  });

  test('the whole task definition stays below the 64 KB that ECS takes', () => {
    const { containers: two } = task({ containerName: 'a', port: 8001 }, { containerName: 'b', port: 8002 });
    expect(JSON.stringify(two).length).toBeLessThan(60_000);
  });
});

test('two of them serve two SageMaker endpoints in one task', () => {
  const endpoint = (endpointName: string) => () => ({ kind: 'sagemaker', endpointName }) as const;
  const [blue, green] = task(
    { containerName: 'gateway-blue', port: 8001, environment: 'blue', upstream: endpoint('fraud-blue') },
    { containerName: 'gateway-green', port: 8002, environment: 'green', upstream: endpoint('fraud-green') },
  ).containers;
  expect(variablesOf(blue)).toMatchObject({ GATEWAY_PORT: '8001', GATEWAY_SAGEMAKER_ENDPOINT: 'fraud-blue' });
  expect(variablesOf(green)).toMatchObject({ GATEWAY_PORT: '8002', GATEWAY_SAGEMAKER_ENDPOINT: 'fraud-green' });
  expect(variablesOf(blue).GATEWAY_MODEL_URL).toBeUndefined();
  expect(blue.DependsOn).toBeUndefined();
});

test('what the user says becomes the settings of the program', () => {
  const [gateway] = task({
    mirrorUrl: 'http://lb:9001',
    props: {
      image: ecs.ContainerImage.fromRegistry('registry.example.com/node@sha256:0123'),
      memoryLimitMiB: 512,
      timeout: Duration.seconds(10),
      modelIdleTimeout: Duration.millis(500),
      clientIdleTimeout: Duration.seconds(130),
      maxConcurrentRequests: 50,
      stopTimeout: Duration.seconds(100),
      settingsInterval: Duration.seconds(2),
      mirrorRoutes: ['POST /invocations', 'POST /v1/*'],
      maxMirrorBodyBytes: 0,
      mirrorTimeout: Duration.seconds(3),
    },
  }).containers;
  expect(gateway).toMatchObject({ Image: 'registry.example.com/node@sha256:0123', Memory: 512, StopTimeout: 100 });
  expect(gateway.Command).toContain('--max-old-space-size=256');
  expect(variablesOf(gateway)).toMatchObject({
    GATEWAY_TIMEOUT_MS: '10000',
    GATEWAY_MODEL_IDLE_MS: '500',
    GATEWAY_CLIENT_IDLE_MS: '130000',
    GATEWAY_MAX_IN_FLIGHT: '50',
    GATEWAY_STOP_MS: '97000',
    GATEWAY_SETTINGS_POLL_MS: '2000',
    GATEWAY_MIRROR_ROUTES: 'POST /invocations,POST /v1/*',
    GATEWAY_MIRROR_MAX_BODY_BYTES: '0',
    GATEWAY_MIRROR_TIMEOUT_MS: '3000',
  });
});

test('an empty list of routes leaves mirroring out', () => {
  const [gateway] = task({ mirrorUrl: 'http://lb:9001', props: { mirrorRoutes: [] } }).containers;
  expect(Object.keys(variablesOf(gateway)).filter((name) => name.includes('MIRROR'))).toEqual([]);
});

test('fails on a path of predictions that can be no route', () => {
  expect(() => task({ mirrorUrl: 'http://lb:9001', predictPath: '/a,b' })).toThrow('a mirror route must be');
});
