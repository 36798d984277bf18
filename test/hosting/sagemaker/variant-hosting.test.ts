import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { join } from 'node:path';
import {
  AnswerComparison,
  BlueGreenModel,
  Check,
  DataContract,
  GoldenDataset,
  ModelEnvironment,
  ModelHosting,
  ModelProtocol,
  SageMakerHostingProps,
  SageMakerRouting,
  RequestMethod,
  TrafficShift,
} from '../../../lib';
import { newApp, propertiesOf } from '../../helpers/model-stack';
import { SageMakerStackOptions, sageMakerTemplate, sageMakerVersion } from '../../helpers/sagemaker-stack';
import { statementsOf } from '../../helpers/statements';

const routing = SageMakerRouting.variantWeights();

const variantTemplate = ({ hosting = {}, ...options }: SageMakerStackOptions = {}): Template =>
  sageMakerTemplate({ ...options, hosting: { routing, ...hosting } });

function variantModel(props: Partial<SageMakerHostingProps> = {}): BlueGreenModel {
  const stack = new Stack(newApp(), 'Stack');
  return new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    version: sageMakerVersion(stack),
    hosting: ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', routing, ...props }),
  });
}

describe('the template', () => {
  const template = variantTemplate();

  test.each([
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'AWS::ECS::Service',
    'AWS::EC2::VPC',
    'Custom::ProductionRoute',
    'AWS::SageMaker::Endpoint',
  ])('has no %s', (type) => template.resourceCountIs(type, 0));

  test('has no weight, and no name of an endpoint config that an endpoint runs', () => {
    const variants = propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants as object[];
    expect(variants).toMatchObject([{ VariantName: 'main' }]);
    expect(JSON.stringify(template.toJSON())).not.toContain('DesiredWeight');
  });

  test('has alarms by SageMaker alone, by the endpoint and the variant', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    const own = alarms.filter(({ AlarmName }) => /^fraud-(blue|green)-/.test(AlarmName as string));
    expect(own.map(({ AlarmName }) => AlarmName as string).sort()).toEqual(
      ['blue', 'green'].flatMap((side) =>
        ['latency-p90', 'latency-p99', 'model-errors'].map((signal) => `fraud-${side}-${signal}`),
      ),
    );
    for (const { AlarmName, Metrics } of own) {
      const VariantName = (AlarmName as string).split('-')[1];
      for (const { MetricStat } of Metrics as { MetricStat?: any }[]) {
        if (MetricStat === undefined) continue;
        expect(MetricStat.Metric).toMatchObject({
          Namespace: 'AWS/SageMaker',
          Dimensions: [
            { Name: 'EndpointName', Value: 'fraud' },
            { Name: 'VariantName', Value: VariantName },
          ],
        });
      }
    }
  });

  test('lets the shift be tried again while the endpoint is busy', () => {
    const text = JSON.stringify(propertiesOf(template, 'AWS::StepFunctions::StateMachine').DefinitionString);
    const shift = text.slice(text.indexOf('\\"Shift\\":{'), text.indexOf('\\"Shift\\":{') + 600);
    expect(shift).toContain('EnvironmentBusy');
  });

  test('gives the endpoint the name that callers know', () => {
    const named = variantTemplate({
      hosting: { routing: SageMakerRouting.variantWeights({ endpointName: 'Scores' }) },
    });
    const functions = Object.values(named.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
    const names = functions.flatMap(({ Environment }) => Environment?.Variables?.ENDPOINT_NAME ?? []);
    expect(names).toEqual(Array.from({ length: 5 }, () => 'Scores'));
  });

  test('is the one of two endpoints with SageMakerRouting.gateway()', () => {
    const json = (hosting: Partial<SageMakerHostingProps>) => sageMakerTemplate({ hosting }).toJSON();
    expect(json({ routing: SageMakerRouting.gateway() })).toEqual(json({}));
  });
});

describe('permissions', () => {
  const statements = statementsOf(variantTemplate());
  const holders = (action: string) =>
    statements.filter(({ actions }) => actions.includes(action)).map(({ role }) => role);

  test('only the traffic function changes weights', () => {
    expect(holders('sagemaker:UpdateEndpointWeightsAndCapacities')).toEqual(['TrafficFunction']);
  });

  test('only the environment function makes endpoints and changes their config', () => {
    expect(holders('sagemaker:CreateEndpoint')).toEqual(['EnvironmentFunction']);
    expect(holders('sagemaker:UpdateEndpoint')).toEqual(['EnvironmentFunction']);
  });

  test('only the check function invokes', () => {
    expect(holders('sagemaker:InvokeEndpoint')).toEqual(['CheckFunction']);
  });

  test('with a load test its workers invoke, too, and nothing else', () => {
    const check = Check.loadTest({ peakRps: 100, requests: [{ body: { x: 1 } }] });
    const grants = statementsOf(variantTemplate({ model: { checks: [check] } }))
      .filter(({ role }) => role === 'LoadWorkerFunction')
      .flatMap(({ actions }) => actions.filter((action) => action.startsWith('sagemaker:')));
    expect(grants).toEqual(['sagemaker:InvokeEndpoint']);
  });

  test('none is about load balancers, and those of endpoints name the one', () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => action.startsWith('elasticloadbalancing:'))).toEqual([]);
    const endpoints = statements
      .filter((statement) =>
        statement.actions.some((action) => /^sagemaker:.*Endpoint(WeightsAndCapacities)?$/.test(action)),
      )
      .flatMap(({ resources }) => resources)
      .filter((resource) => /endpoint\//.test(resource));
    expect(endpoints.length).toBeGreaterThan(0);
    for (const endpoint of endpoints) expect(endpoint).toMatch(/:endpoint\/fraud"/);
  });

  test('a caller is granted the endpoint', () => {
    const model = variantModel();
    model.grantInvoke(new iam.Role(Stack.of(model), 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(Stack.of(model)).hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^Caller'),
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'] }),
        ],
      },
    });
  });
});

describe('the model', () => {
  test('says the endpoint, and measures by SageMaker', () => {
    const model = variantModel();
    expect(model.endpointName).toBe('fraud');
    expect(model.metricRequests(ModelEnvironment.GREEN)).toMatchObject({
      namespace: 'AWS/SageMaker',
      metricName: 'Invocations',
    });
    expect(model.metricErrors(ModelEnvironment.BLUE).dimensions).toEqual({
      EndpointName: 'fraud',
      VariantName: 'blue',
    });
    expect(model.metricLatency(ModelEnvironment.BLUE)).toMatchObject({ metricName: 'ModelLatency', statistic: 'p99' });
  });

  test.each(['loadBalancer', 'productionListener', 'testEndpoint', 'connections'] as const)(
    'fails to give a %s, with what to do instead',
    (member) => {
      const model = variantModel();
      expect(() => model[member]).toThrow('invoke endpoint "fraud", or use SageMakerRouting.gateway()');
    },
  );

  test('fails to grant the endpoint when callers come by a load balancer', () => {
    const model = variantModel({ routing: SageMakerRouting.gateway() });
    const role = iam.Role.fromRoleName(Stack.of(model), 'Caller', 'caller');
    expect(model.endpointName).toBeUndefined();
    expect(() => model.grantInvoke(role)).toThrow('admit callers by model.connections');
  });
});

test('the endpoint may be in subnets of the user, whose VPC is given', () => {
  const stack = new Stack(newApp(), 'Stack');
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    version: sageMakerVersion(stack),
    hosting: ModelHosting.sageMaker({
      instanceType: 'ml.c7i.large',
      routing,
      vpc: new ec2.Vpc(stack, 'Vpc'),
      modelSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      dataCapture: { bucket: new s3.Bucket(stack, 'Captured'), percent: 5 },
    }),
  });
  expect(propertiesOf(Template.fromStack(stack), 'AWS::SageMaker::Model')).toHaveProperty('VpcConfig');
});

describe('fails at synth', () => {
  const request = { body: { amount: 1 } };

  test.each<[string, Partial<SageMakerHostingProps>, string]>([
    [
      'with serverless endpoints',
      { instanceType: undefined, serverless: { memorySizeMb: 2048, maxConcurrency: 5 } },
      'instanceType must be given with SageMakerRouting.variantWeights(), got serverless',
    ],
    [
      'with scaling',
      { maxCapacity: 4, invocationsPerInstancePerMinute: 600 },
      'minCapacity must be the only size with SageMakerRouting.variantWeights(), got scaling',
    ],
    ['with scaling by SageMaker', { managedInstanceScaling: true }, 'got scaling'],
    ['with a gateway', { gateway: {}, gatewayTasks: {} }, 'gateway, gatewayTasks must be left out'],
    ['with protectCallers', { gateway: { protectCallers: true } }, 'callers invoke the endpoint itself'],
    [
      'with settings of a load balancer',
      { priority: 5, hostHeaders: ['a.example'] },
      'hostHeaders, priority must be left out',
    ],
    ['with subnets and no VPC', { modelSubnets: {} }, 'modelSubnets must come with vpc'],
    [
      'with a name that no endpoint can have',
      { routing: SageMakerRouting.variantWeights({ endpointName: 'a_b' }) },
      'endpointName must be a name of 1 to 63 letters, digits or -, got "a_b"',
    ],
  ])('%s', (_name, hosting, message) => {
    expect(() => variantTemplate({ hosting })).toThrow(message);
  });

  test('with stickiness, because callers keep no cookies', () => {
    const traffic = TrafficShift.canary({ stickiness: Duration.hours(1) });
    expect(() => variantTemplate({ model: { traffic } })).toThrow('traffic.stickiness needs callers who come by');
  });

  test.each<[string, Check, string]>([
    [
      'with a shadow check',
      Check.shadow({ compare: [AnswerComparison.label('label')] }),
      'must have a gateway before the model servers',
    ],
    [
      'with a request by another method',
      Check.smoke({ requests: [{ method: RequestMethod.GET }] }),
      'must be POST /invocations with SageMakerRouting.variantWeights(), got GET /invocations',
    ],
    [
      'with a request of another path',
      Check.smoke({ requests: [{ ...request, path: '/other' }] }),
      'got POST /other; InvokeEndpoint knows no other',
    ],
    [
      'with load on another path',
      Check.loadTest({ peakRps: 100, requests: [{ ...request, path: '/other' }] }),
      'request "request-1" of check "load-test" must be POST /invocations',
    ],
    [
      'with load by a dataset on another path',
      Check.loadTest({
        peakRps: 100,
        dataset: GoldenDataset.fromAsset(join(__dirname, '../../checks/fixtures/golden.jsonl')),
        path: '/other',
      }),
      'check "load-test" must be sent to /invocations without headers',
    ],
    [
      'with a header that InvokeEndpoint does not know',
      Check.smoke({ requests: [{ ...request, headers: { 'x-tenant': 'a' } }] }),
      'got x-tenant; leave them out',
    ],
  ])('%s', (_name, check, message) => {
    const times = { bakeTime: Duration.minutes(5), standbyTime: Duration.minutes(5) };
    expect(() => variantTemplate({ model: { ...times, checks: [check] } })).toThrow(message);
  });

  test('with a sample of a data contract on another path', () => {
    const dataContract = DataContract.of({ tags: { a: 'b' } });
    const checks = [Check.dataContract({ samples: [{ ...request, path: '/other' }] })];
    const version = (stack: Stack) => sageMakerVersion(stack, '1.0.0', { dataContract });
    const times = { bakeTime: Duration.minutes(5), standbyTime: Duration.minutes(5) };
    expect(() => variantTemplate({ version, model: { ...times, checks } })).toThrow(
      'request "sample-1" of check "data-contract" must be POST /invocations',
    );
  });

  test('with a protocol of another path', () => {
    const protocol = ModelProtocol.plain({ healthPath: '/ping', predictPath: '/score' });
    const checks = [Check.smoke({ requests: [request] })];
    expect(() => variantTemplate({ model: { protocol, checks } })).toThrow('got POST /score');
  });
});
