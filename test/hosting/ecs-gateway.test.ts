import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { GatewayProps, ModelProtocol } from '../../lib';
import { ParitySpec } from '../../lib/contract';
import { hosting, modelTemplate, propertiesOf, version } from '../helpers/model-stack';

const without = modelTemplate();
const withGateway = modelTemplate({ hosting: hosting({ gateway: {} }) });

const containersOf = (template: Template) =>
  propertiesOf(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions as Record<string, any>[];

const variablesOf = ({ Environment }: Record<string, any>) =>
  Object.fromEntries((Environment as { Name: string; Value: any }[]).map(({ Name, Value }) => [Name, Value]));

const contentOf = (template: Template) =>
  JSON.parse(String(propertiesOf(template, 'Custom::ModelRelease').Content)) as Record<string, any>;

describe('a gateway beside the model', () => {
  const [model, gateway] = containersOf(withGateway);

  test('leaves the model container as it is', () => {
    expect(model).toEqual({ ...containersOf(without)[0], LogConfiguration: expect.anything() });
  });

  test('is what the load balancer calls, on the same target groups', () => {
    const services = Object.values(withGateway.findResources('AWS::ECS::Service'));
    const targets = services.map(({ Properties }) => Properties.LoadBalancers[0]);
    expect(targets.map(({ ContainerName, ContainerPort }) => [ContainerName, ContainerPort])).toEqual([
      ['gateway', 8000],
      ['gateway', 8000],
    ]);
    const groups = (template: Template) => template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(groups(withGateway)).toEqual(groups(without));
    const ingress = Object.values(withGateway.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(ingress.filter(({ Properties }) => Properties.FromPort === 8000).length).toBeGreaterThan(0);
    expect(ingress.filter(({ Properties }) => Properties.FromPort === 8080)).toEqual([]);
  });

  test('calls the model and mirrors predictions to the test listener', () => {
    const { GATEWAY_MIRROR_URL, ...variables } = variablesOf(gateway);
    expect(variables).toMatchObject({
      GATEWAY_MODEL_URL: 'http://127.0.0.1:8080',
      GATEWAY_MODEL_HEALTH_PATH: '/v2/health/ready',
      GATEWAY_MIRROR_ROUTES: 'POST /v2/models/fraud/infer',
      GATEWAY_SETTINGS_PARAMETER: expect.anything(),
      GATEWAY_VERSION: '1.0.0',
    });
    expect(JSON.stringify(GATEWAY_MIRROR_URL)).toMatch(/LoadBalancer.*DNSName.*:9001/);
  });

  test('may send copies through the test listener, which nothing but checks could reach before', () => {
    const admitted = (template: Template) =>
      Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).filter(
        ({ Properties }) => Properties.FromPort === 9001,
      );
    expect(admitted(without)).toHaveLength(1);
    const sources = admitted(withGateway).map(({ Properties }) => JSON.stringify(Properties.SourceSecurityGroupId));
    expect(sources.filter((source) => source.includes('TaskSecurityGroup'))).toHaveLength(1);
    expect(sources).toHaveLength(2);
  });

  test('listens elsewhere when the model has its port', () => {
    const protocol = ModelProtocol.plain({ healthPath: '/ping', predictPath: '/predict', containerPort: 8000 });
    const template = modelTemplate({ protocol, hosting: hosting({ gateway: {} }) });
    expect(containersOf(template)[1].PortMappings).toEqual([{ ContainerPort: 8001, Protocol: 'tcp' }]);
    expect(variablesOf(containersOf(template)[1]).GATEWAY_MODEL_URL).toBe('http://127.0.0.1:8000');
  });

  test('asks for the health that the load balancer asks for', () => {
    const template = modelTemplate({ hosting: hosting({ gateway: {}, healthCheckPath: '/alive' }) });
    expect(variablesOf(containersOf(template)[1]).GATEWAY_MODEL_HEALTH_PATH).toBe('/alive');
  });

  test('the deploy is told what is behind the load balancer, so that it can refuse a change of it', () => {
    expect(propertiesOf(withGateway, 'Custom::EcsEnvironments').TargetContainer).toBe('gateway');
    expect(propertiesOf(without, 'Custom::EcsEnvironments').TargetContainer).toBe('model');
  });
});

describe('the content of a version', () => {
  test('has what the user says of the gateway, not the program that comes with the library', () => {
    const gateway = {
      image: ecs.ContainerImage.fromRegistry('example/node@sha256:0123'),
      timeout: Duration.seconds(7),
      mirrorRoutes: ['POST /a'],
    };
    const content = contentOf(modelTemplate({ hosting: hosting({ gateway }) }));
    expect(content.gateway).toEqual({ image: 'example/node@sha256:0123', timeout: 7000, mirrorRoutes: ['POST /a'] });
  });

  test('has what samples hold, not how long they are kept', () => {
    const disagreementSamples = { payloads: true, redactedPaths: ['user'], retention: Duration.days(3) };
    const template = modelTemplate({ hosting: hosting({ gateway: { disagreementSamples } }) });
    expect(contentOf(template).gateway).toEqual({
      disagreementSamples: { payloads: true, redactedPaths: ['user'] },
    });
    expect(variablesOf(containersOf(template)[1])).toMatchObject({ GATEWAY_SAMPLES_PREFIX: expect.any(String) });
  });

  test('says whether there is one', () => {
    expect(contentOf(withGateway).gateway).toEqual({});
    expect(contentOf(without)).not.toHaveProperty('gateway');
  });
});

test('fails with a gateway that takes most of the memory', () => {
  expect(() => modelTemplate({ hosting: hosting({ gateway: { memoryLimitMiB: 300 } }) })).toThrow(
    'gateway.memoryLimitMiB must be half of memoryLimitMiB (512) at most, got 300',
  );
});

test('fails with settings that the gateway would refuse', () => {
  expect(() => modelTemplate({ hosting: hosting({ gateway: { mirrorRoutes: ['predict'] } }) })).toThrow(
    'gateway.mirrorRoutes: a mirror route must be a method and a path',
  );
});

describe('protectCallers', () => {
  const problem = (gateway: GatewayProps) => () => modelTemplate({ hosting: hosting({ gateway }) });

  test('is no part of a version: turned on, it is there with the next release, of whatever version', () => {
    const gateway = (props: GatewayProps) => contentOf(modelTemplate({ hosting: hosting({ gateway: props }) })).gateway;
    expect(gateway({ protectCallers: true })).toEqual(gateway({}));
  });

  const timeoutOf = (gateway: GatewayProps) =>
    variablesOf(containersOf(modelTemplate({ hosting: hosting({ gateway }) }))[1]).GATEWAY_TIMEOUT_MS;

  test('waits for a model that hangs only 20 s, so that the load balancer still waits when somebody else has answered', () => {
    expect(timeoutOf({ protectCallers: true })).toBe('20000');
    expect(timeoutOf({ protectCallers: true, timeout: Duration.seconds(45) })).toBe('45000');
    expect(timeoutOf({ protectCallers: false })).toBeUndefined();
  });

  const KEPT_PREDICTIONS = ['BUCKET', 'PATH', 'SCORE_PATH', 'FEATURES', 'PERCENT'].map(
    (name) => `containers.gateway.environment.GATEWAY_PREDICTIONS_${name}`,
  );

  test.each<[string, GatewayProps | undefined, readonly string[]]>([
    ['may differ in this default', { protectCallers: true }, ['containers.gateway.environment.GATEWAY_TIMEOUT_MS']],
    ['may do so when it is off again', {}, ['containers.gateway.environment.GATEWAY_TIMEOUT_MS']],
    ['may not differ in what the user says', { timeout: Duration.seconds(45) }, []],
    ['need not without a gateway', undefined, []],
  ])('the environments %s', (_, gateway, allowed) => {
    const spec = hosting({ gateway })._parity(version(), ['cpu']) as ParitySpec;
    const kept = gateway === undefined ? [] : KEPT_PREDICTIONS;
    expect(spec.allowedDifferences.slice(2)).toEqual([...allowed, ...kept, 'cpu']);
  });

  test('fails when nothing may be sent twice', () => {
    expect(problem({ protectCallers: true, mirrorRoutes: [] })).toThrow(
      'gateway.protectCallers must have requests that may be mirrored, got gateway.mirrorRoutes []; name routes, leave mirrorRoutes out for the path of predictions, or leave protectCallers out',
    );
  });

  test('is fine without routes when it is off', () => {
    expect(problem({ protectCallers: false, mirrorRoutes: [] })).not.toThrow();
  });
});
