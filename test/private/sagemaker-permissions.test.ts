import { sageMakerTemplate } from '../helpers/sagemaker-stack';
import { propertiesOf } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';

const template = sageMakerTemplate({
  hosting: { minCapacity: 2, maxCapacity: 4, invocationsPerInstancePerMinute: 600 },
});
const statements = statementsOf(template);
const of = (role: RegExp) => statements.filter((statement) => role.test(statement.role));

/** Actions on `*` that ECS hosting does not have, with the reason. */
const ON_ALL = [
  'cloudwatch:PutMetricData', // bound to SageMaker's namespaces by a condition
  'sagemaker:ListEndpointConfigs', // know no resources (service authorization reference)
  'sagemaker:ListModels',
];

/** What a pattern of SageMaker leaves open: the hash of the release id at the end of a copy's name, and the log groups. */
const PATTERNS = /(model|endpoint-config)\/fraud-(blue|green)-\*|log-group:\/aws\/sagemaker\/Endpoints\/fraud-\*/;

test('actions of SageMaker on everything are those that know no resources', () => {
  const onAll = statements.filter(({ resources }) => resources.includes('"*"')).flatMap(({ actions }) => actions);
  expect([...new Set(onAll)].filter((action) => /^(sagemaker|cloudwatch:Put)/.test(action)).sort()).toEqual(ON_ALL);
});

test('patterns of SageMaker leave open what only a release knows', () => {
  const patterns = statements
    .filter(({ actions }) => actions.some((action) => /^(sagemaker|logs:CreateLogGroup)/.test(action)))
    .flatMap(({ resources }) => resources.filter((resource) => resource !== '"*"' && resource.includes('*')));
  expect(patterns.length).toBeGreaterThan(0);
  for (const pattern of patterns) expect(pattern).toMatch(PATTERNS);
});

test('no action is a wildcard', () => {
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

test('only the environment function makes and changes endpoints, and it hands on one role', () => {
  const making = statements.filter(({ actions }) => actions.includes('sagemaker:CreateEndpoint'));
  expect(making.map(({ role }) => role)).toEqual(['EnvironmentFunction']);
  const [passRole] = of(/^EnvironmentFunction$/).filter(({ actions }) => actions.includes('iam:PassRole'));
  expect(passRole.resources).toEqual([expect.stringMatching(/"Fn::GetAtt":\["ModelExecutionRole\w+","Arn"\]/)]);
});

test.each([/^TrafficFunction$/, /^WatchFunction$/])(
  '%s reads the two endpoints, and changes nothing of them',
  (role) => {
    const own = of(role).filter(({ actions }) => actions.some((action) => action.startsWith('sagemaker:')));
    expect(own.flatMap(({ actions }) => actions)).toEqual(['sagemaker:DescribeEndpoint']);
    expect(own.flatMap(({ resources }) => resources)).toEqual([
      expect.stringMatching(/:endpoint\/fraud-blue"\]\]}$/),
      expect.stringMatching(/:endpoint\/fraud-green"\]\]}$/),
    ]);
    const variables = propertiesOf(template, 'AWS::Lambda::Function', role.source.slice(1, -1)).Environment.Variables;
    expect(JSON.parse(variables.ENDPOINT_NAMES)).toEqual({ blue: 'fraud-blue', green: 'fraud-green' });
  },
);

test('the clean-up removes and never makes', () => {
  const actions = of(/^EnvironmentsFunction$/).flatMap((statement) => statement.actions);
  expect(actions).toContain('sagemaker:DeleteEndpoint');
  expect(actions.filter((action) => /:(Create(?!Log|Network)|Update)/.test(action))).toEqual([]);
});

test('the check function only looks', () => {
  const actions = of(/^CheckFunction$/)
    .flatMap((statement) => statement.actions)
    .filter((action) => action.startsWith('sagemaker:'));
  expect(actions).toEqual([
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeModel',
  ]);
});

test('the environment function tells the gateways of this model something, and nothing else', () => {
  const told = of(/^EnvironmentFunction$/).filter(({ actions }) => actions.some((action) => action.startsWith('ssm:')));
  expect(told).toMatchObject([
    {
      actions: ['ssm:GetParameter', 'ssm:PutParameter'],
      resources: [expect.stringMatching(/:parameter\/cdk-model-bluegreen\/fraud\/gateway"\]\]}$/)],
    },
  ]);
  const variables = propertiesOf(template, 'AWS::Lambda::Function', 'EnvironmentFunction').Environment.Variables;
  expect(variables).toMatchObject({ GATEWAY_SETTINGS_PARAMETER: '/cdk-model-bluegreen/fraud/gateway' });
});

test('gateways read their settings and invoke the endpoints', () => {
  const actions = of(/^GatewayTask/).flatMap((statement) => statement.actions);
  expect([...new Set(actions)].sort()).toEqual([
    'sagemaker:InvokeEndpoint',
    'sagemaker:InvokeEndpointWithResponseStream',
    'ssm:GetParameter',
  ]);
});
