import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BlueGreenModelProps, Cohort, EcsHostingProps, ReleaseWait, SageMakerRouting, TrafficShift } from '../../lib';
import { hosting, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { sageMakerStack, sageMakerTemplate } from '../helpers/sagemaker-stack';
import { statementsOf } from '../helpers/statements';

const BETA = Cohort.header('x-cohort', ['beta', 'staff']);

/** A deploy would wait too long for a promotion with the default times and a cohort's. */
const withCohort = (
  cohort: Cohort,
  entrance: Partial<EcsHostingProps> = {},
  props: Partial<BlueGreenModelProps> = {},
) => ({
  cohort,
  hosting: hosting(entrance),
  waitFor: ReleaseWait.START,
  ...props,
});

const route = (template: Template) => propertiesOf(template, 'Custom::ProductionRoute');
const conditionsOf = (cohort: Cohort, entrance: Partial<EcsHostingProps> = {}) =>
  JSON.parse(route(modelTemplate(withCohort(cohort, entrance))).CohortConditions);
const header = (HttpHeaderName: string, Values: string[]) => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const variablesOf = (template: Template, part: string) =>
  propertiesOf(template, 'AWS::Lambda::Function', part).Environment.Variables;

test('a model without a cohort has no rule of that kind', () => {
  const template = modelTemplate();
  expect(Object.keys(route(template)).filter((name) => name.startsWith('Cohort'))).toEqual([]);
  expect(variablesOf(template, 'TrafficFunction')).not.toHaveProperty('COHORT_RULE_ARN');
});

describe('the rule of a cohort', () => {
  test('is asked before the production rule, for the values of a header', () => {
    const { Priority, CohortPriority, CohortConditions } = route(modelTemplate(withCohort(BETA)));
    expect([Priority, CohortPriority]).toEqual(['100', '99']);
    expect(JSON.parse(CohortConditions)).toEqual([header('x-cohort', ['beta', 'staff'])]);
  });

  test('asks for a cookie wherever it stands, and for the whole of its value', () => {
    expect(conditionsOf(Cohort.cookie('cohort', 'beta'))).toEqual([
      header('cookie', ['*cohort=beta', '*cohort=beta;*']),
    ]);
  });

  test('has the conditions of the production rule, too', () => {
    const entrance = { hostHeaders: ['fraud.example'], pathPatterns: ['/v2/*'] };
    expect(conditionsOf(BETA, entrance)).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['fraud.example'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/v2/*'] } },
      header('x-cohort', ['beta', 'staff']),
    ]);
  });

  test('has the priority that is given', () => {
    const cohort = Cohort.header('x-cohort', ['beta'], { priority: 7 });
    expect(route(modelTemplate(withCohort(cohort, { priority: 40 })))).toMatchObject({
      Priority: '40',
      CohortPriority: '7',
    });
  });
});

describe('what functions may do', () => {
  const template = modelTemplate(withCohort(BETA));
  const ruleArn = (attribute: string) => ({
    'Fn::GetAtt': [expect.stringContaining('ProductionRoute'), attribute],
  });

  test('all that read the production rule read that of the cohort, too', () => {
    for (const part of ['TrafficFunction', 'WatchFunction', 'ModelEnvironmentFunction'])
      expect(variablesOf(template, part)).toMatchObject({
        PRODUCTION_RULE_ARN: ruleArn('RuleArn'),
        COHORT_RULE_ARN: ruleArn('CohortRuleArn'),
      });
  });

  test('only the traffic function may say where they lead, and nothing but these two', () => {
    const moving = statementsOf(template).filter(({ actions }) => actions.includes('elasticloadbalancing:ModifyRule'));
    const byRole = moving.map(({ role }) => role.replace(/ServiceRole.*$/, ''));
    expect(byRole.sort()).toEqual(['ProductionRouteFunction', 'TrafficFunction']);
    const { resources } = moving.find(({ role }) => role.includes('Traffic'))!;
    expect(resources.map((text) => JSON.parse(text))).toEqual([ruleArn('RuleArn'), ruleArn('CohortRuleArn')]);
  });
});

describe('the plan', () => {
  const steps = (props: Partial<BlueGreenModelProps>) => {
    const template = modelTemplate({ waitFor: ReleaseWait.START, ...props });
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const PLAN = functions.map(({ Properties }) => Properties.Environment?.Variables?.PLAN).find(Boolean);
    return JSON.parse(PLAN).steps;
  };

  test('has a step of the cohort alone before all others', () => {
    expect(steps({ cohort: BETA, traffic: TrafficShift.canary() })).toEqual([
      { percent: 0, bakeSeconds: 600, isCohortOnly: true },
      { percent: 5, bakeSeconds: 600 },
      { percent: 100, bakeSeconds: 0 },
    ]);
  });

  test('has none when the cohort goes with the first weight', () => {
    const cohort = Cohort.header('x-cohort', ['beta'], { bakeTime: Duration.seconds(0) });
    expect(steps({ cohort })).toEqual([{ percent: 100, bakeSeconds: 0 }]);
  });

  test('fails when a deploy would wait too long for it', () => {
    expect(() => modelStack({ cohort: BETA })).toThrow(/checks that take time, cohort, traffic, .* or use waitFor/);
  });
});

test('fails with the variants of one endpoint, whose callers have no header that decides', () => {
  const variants = { hosting: { routing: SageMakerRouting.variantWeights() }, model: { cohort: BETA } };
  expect(() => sageMakerStack(variants)).toThrow(/cohort must be left out with SageMakerRouting\.variantWeights\(\)/);
  const gateways = sageMakerTemplate({ model: { cohort: BETA, waitFor: ReleaseWait.START } });
  expect(route(gateways)).toMatchObject({ CohortPriority: '99' });
});

describe('fails', () => {
  test.each<[string, Cohort, Partial<EcsHostingProps>, RegExp]>([
    ['without a value', Cohort.header('x-cohort', []), {}, /values of the cohort header must be 1 to 3, got 0/],
    ['with too many values', Cohort.header('x-cohort', ['a', 'b', 'c', 'd']), {}, /must be 1 to 3, got 4; give/],
    ['with a wildcard', Cohort.header('x-cohort', ['be*']), {}, /must have no wildcard \(\* \? \\\), got "be\*"/],
    ['with a long value', Cohort.header('x-cohort', ['b'.repeat(129)]), {}, /printable text of 128 characters/],
    ['with a space around a value', Cohort.header('x-cohort', [' beta']), {}, /without spaces around it, got " beta"/],
    [
      'with a name that load balancers drop',
      Cohort.header('x_cohort', ['beta']),
      {},
      /1 to 40 letters, digits or -, got "x_cohort"/,
    ],
    ['with the host', Cohort.header('Host', ['beta']), {}, /got "Host"; use hostHeaders/],
    ['with the cookie header', Cohort.header('cookie', ['beta']), {}, /use Cohort\.cookie\(\)/],
    ['with the header of the test listener', Cohort.header('X-Model-Environment', ['green']), {}, /take another name/],
    ['with a wildcard in a cookie', Cohort.cookie('cohort', 'b?'), {}, /a cookie's value without wildcards/],
    ['with a separator in a cookie', Cohort.cookie('cohort', 'a;b'), {}, /a cookie's value without wildcards/],
    ['with a name that is none', Cohort.cookie('co hort', 'beta'), {}, /a cookie's name without wildcards/],
    ['with a long cookie', Cohort.cookie('cohort', 'b'.repeat(119)), {}, /124 characters together at most, got 125/],
    [
      'with a long time',
      Cohort.header('x-cohort', ['a'], { bakeTime: Duration.days(2) }),
      {},
      /cohort\.bakeTime must be/,
    ],
    [
      'behind the production rule',
      Cohort.header('x-cohort', ['a'], { priority: 100 }),
      {},
      /below the priority of the model's rule \(100\), got 100/,
    ],
    [
      'without room before the production rule',
      BETA,
      { priority: 1 },
      /below the priority of the model's rule \(1\), got 0/,
    ],
    [
      'with too many values in all',
      BETA,
      { hostHeaders: ['a.b', 'c.d'], pathPatterns: ['/a', '/b'] },
      /5 values together at most, got 6/,
    ],
    [
      'with too many wildcards in all',
      Cohort.cookie('c', 'b'),
      { pathPatterns: ['/*/a/*', '/?'] },
      /5 wildcards together at most, got 6/,
    ],
  ])('%s', (_name, cohort, entrance, message) => {
    expect(() => modelStack(withCohort(cohort, entrance))).toThrow(message);
  });
});
