import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { callableOperations } from '../../../lib/rehearsal/run/api-names';
import { declaredModel } from '../../../lib/rehearsal/run/declared-model';
import { assemblyOf } from '../release/support/assemblies';
import { MODEL } from '../release/support/app/app-variant';
import { idleStage } from './support/idle-stage';

const { template } = assemblyOf({ version: '1.2' }).stacks[0];
const resources = template.Resources as Readonly<Record<string, object>>;
const model = declaredModel(template);
const without = (type: string) => ({
  Resources: Object.fromEntries(
    Object.entries(resources).filter(([, each]) => (each as { Type: string }).Type !== type),
  ),
});

test("a template tells the model's functions, without those of others in the stack", () => {
  expect(model.name).toBe(MODEL);
  expect([...model.functions].sort()).toEqual([
    'check',
    'ecs-environments',
    'environment-ecs',
    'model-release',
    'production-route',
    'release',
    'traffic',
    'watch',
  ]);
});

test.each([
  ['a check has gateways mirror', 'hasShadow', {}, false],
  ['a check has gateways mirror', 'hasShadow', { shadow: true }, true],
  // whose releases write the gateways' settings too
  ['a check has gateways mirror', 'hasShadow', { hosting: 'sagemaker' }, false],
  ['the model has a cohort', 'hasCohort', {}, false],
  ['the model has a cohort', 'hasCohort', { cohort: 'testers' }, true],
  ['a check asks people', 'hasApproval', {}, false],
  ['a check asks people', 'hasApproval', { approvalMinutes: 5 }, true],
  ['a check puts a version under load', 'hasLoadTest', {}, false],
  ['a check puts a version under load', 'hasLoadTest', { loadTest: 'required' }, true],
] as const)('it tells whether %s (%s): %j', (_what, member, variant, expected) => {
  const [stack] = assemblyOf({ version: '1.2', ...variant }).stacks;
  expect(declaredModel(stack.template)[member]).toBe(expected);
});

test('it tells the plan, and with it the requests that a minute needs', () => {
  expect(model.plan).toMatchObject({ bakeSeconds: 600, measurement: { minimumRequests: 20 } });
});

test('what its roles may do becomes operations, by the names that policies use', async () => {
  const stage = await idleStage();
  const operations = callableOperations(stage.account, model.actions);
  await stage.close();
  expect(operations).toEqual(
    expect.arrayContaining([
      'cloudwatch:DescribeAlarms',
      'dynamodb:PutItem',
      'dynamodb:TransactWriteItems',
      'ecs:UpdateService',
      'elasticloadbalancing:ModifyRule',
      'lambda:Invoke', // the workflow's
    ]),
  );
  expect(operations.filter((name) => /CreateCluster|DeleteTable|CreateLogGroup|PassRole/.test(name))).toEqual([]);
});

test('without policies nothing may be called', () => {
  const { actions } = declaredModel(without('AWS::IAM::Policy'));
  expect(callableOperations(new EmulatedAccount({ clock: new VirtualClock(0) }), actions)).toEqual([]);
});

test('fails for a stack without a model, and for a name that is not in it', () => {
  expect(() => declaredModel(without('AWS::Lambda::Function'))).toThrow('the stack has no BlueGreenModel; add one');
  expect(() => declaredModel(template, 'nope')).toThrow(`no model nope in the stack; it has ${MODEL}: choose one`);
});
