import { errorCode } from '../../support/call';
import { elbv2Fixture, forward, path } from './fixture';

describe('listener rules', () => {
  const fixture = elbv2Fixture();
  const { blue, green, call, listenerArn } = fixture;
  afterAll(() => fixture.clock.stop());
  const describeRule = (arn: string) => call('DescribeRules', { RuleArns: [arn] }).Rules[0];

  test('a forward action is shown with its whole configuration', () => {
    const arn = fixture.rule(1, [forward([blue, 95], [green, 5])]);
    expect(describeRule(arn)).toMatchObject({
      Priority: '1',
      IsDefault: false,
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: blue, Weight: 95 },
              { TargetGroupArn: green, Weight: 5 },
            ],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
    });
    expect(arn).toBe(`${listenerArn.replace(':listener/', ':listener-rule/')}/${arn.split('/').pop()}`);
  });

  test('stickiness is shown, and told to the router', () => {
    const actions = [sticky(60, [blue, 95], [green, 5])];
    const arn = fixture.rule(5, actions);
    expect(describeRule(arn).Actions).toMatchObject(actions);
    const rules = fixture.elbv2.current().listeners.flatMap((listener) => listener.rules);
    expect(rules.find(({ ruleArn }) => ruleArn === arn)?.action).toMatchObject({ stickinessSeconds: 60 });
  });

  test('a single group without weight gets weight 1 and its ARN at the action', () => {
    const arn = fixture.rule(2, [{ Type: 'forward', TargetGroupArn: blue }]);
    expect(describeRule(arn).Actions[0]).toMatchObject({
      TargetGroupArn: blue,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }] },
    });
  });

  test('ModifyRule leaves unnamed properties and replaces named lists whole', () => {
    const arn = fixture.rule(3, [forward([blue, 100], [green, 0])], path('/a'));
    call('ModifyRule', { RuleArn: arn, Conditions: path('/b') });
    expect(describeRule(arn)).toMatchObject({ Conditions: path('/b'), Actions: [forward([blue, 100], [green, 0])] });
    call('ModifyRule', { RuleArn: arn, Actions: [forward([blue, 100])] });
    expect(describeRule(arn).Conditions).toEqual(path('/b'));
    expect(describeRule(arn).Actions[0].ForwardConfig.TargetGroups).toEqual([{ TargetGroupArn: blue, Weight: 100 }]);
  });

  test('a refused ModifyRule changes nothing', () => {
    const arn = fixture.rule(4, [forward([blue, 1])], path('/a'));
    expect(errorCode(() => call('ModifyRule', { RuleArn: arn, Conditions: path('/b'), Actions: [] }))).toBe(
      'ValidationError',
    );
    expect(describeRule(arn).Conditions).toEqual(path('/a'));
  });

  test('priorities can be swapped in one call, and are sorted in the answer', () => {
    const [first, second] = [fixture.rule(40, [forward([blue, 1])]), fixture.rule(41, [forward([green, 1])])];
    call('SetRulePriorities', {
      RulePriorities: [
        { RuleArn: first, Priority: 41 },
        { RuleArn: second, Priority: 40 },
      ],
    });
    const priorities = call('DescribeRules', { ListenerArn: listenerArn }).Rules.map((rule: any) => rule.Priority);
    expect(describeRule(first).Priority).toBe('41');
    expect(priorities).toEqual([...priorities].sort((a, b) => rank(a) - rank(b)));
    expect(priorities.at(-1)).toBe('default');
  });

  test('a deleted rule is gone', () => {
    const arn = fixture.rule(50, [forward([blue, 1])]);
    call('DeleteRule', { RuleArn: arn });
    expect(errorCode(() => describeRule(arn))).toBe('RuleNotFound');
  });

  test('fails to delete a group that shares an action with another, also at weight 0', () => {
    const spare = fixture.targetGroup('spare');
    fixture.rule(51, [forward([blue, 1], [spare, 0])]);
    expect(errorCode(() => call('DeleteTargetGroup', { TargetGroupArn: spare }))).toBe('ResourceInUse');
  });

  const unknownGroup = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/none/0000000000000000';
  const six = Array.from({ length: 6 }, (_, index) => [fixture.targetGroup(`many-${index}`), 1] as const);
  const otherLb = fixture.loadBalancer('other');
  const otherListener = fixture.listener(otherLb, 80);
  const taken = fixture.rule(90, [forward([blue, 1])]);
  test.each<[string, string, () => unknown]>([
    ['fails for weight 1000', 'ValidationError', () => fixture.rule(60, [forward([blue, 1000])])],
    ['fails for weight -1', 'ValidationError', () => fixture.rule(60, [forward([blue, -1])])],
    ['fails for a fractional weight', 'ValidationError', () => fixture.rule(60, [forward([blue, 0.5])])],
    ['fails for 6 groups', 'ValidationError', () => fixture.rule(60, [forward(...six)])],
    ['fails for a group listed twice', 'ValidationError', () => fixture.rule(60, [forward([blue, 1], [blue, 1])])],
    ['fails for no action', 'ValidationError', () => fixture.rule(60, [])],
    ['fails for an unknown group', 'TargetGroupNotFound', () => fixture.rule(60, [forward([unknownGroup, 1])])],
    ['fails for a taken priority', 'PriorityInUse', () => fixture.rule(90, [forward([blue, 1])])],
    ['fails for priority 0', 'ValidationError', () => fixture.rule(0, [forward([blue, 1])])],
    ['fails for priority 50001', 'ValidationError', () => fixture.rule(50_001, [forward([blue, 1])])],
    [
      'fails for stickiness without a time',
      'ValidationError',
      () => fixture.rule(60, [sticky(undefined, [blue, 1], [green, 1])]),
    ],
    [
      'fails for stickiness of 8 days',
      'ValidationError',
      () => fixture.rule(60, [sticky(691_200, [blue, 1], [green, 1])]),
    ],
    ['fails for an unknown rule', 'RuleNotFound', () => call('ModifyRule', { RuleArn: `${taken}x`, Actions: [] })],
    ['fails for an unknown listener', 'ListenerNotFound', () => call('CreateRule', { ListenerArn: 'arn:none' })],
    ['fails to delete a group in use', 'ResourceInUse', () => call('DeleteTargetGroup', { TargetGroupArn: blue })],
    [
      'fails for a group of another load balancer',
      'TargetGroupAssociationLimit',
      () =>
        call('CreateRule', {
          ListenerArn: otherListener,
          Priority: 1,
          Conditions: path('/'),
          Actions: [forward([blue, 1])],
        }),
    ],
    [
      'fails to change the default rule',
      'OperationNotPermitted',
      () => call('DeleteRule', { RuleArn: call('DescribeRules', { ListenerArn: listenerArn }).Rules.at(-1).RuleArn }),
    ],
    [
      'fails for two rules set to one priority',
      'PriorityInUse',
      () => call('SetRulePriorities', { RulePriorities: [{ RuleArn: taken, Priority: 1 }] }),
    ],
  ])('%s', (_, code, run) => {
    expect(errorCode(run)).toBe(code);
  });
});

function rank(priority: string): number {
  return priority === 'default' ? Infinity : Number(priority);
}

function sticky(DurationSeconds: number | undefined, ...groups: [string, number][]) {
  const action = forward(...groups);
  const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds };
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroupStickinessConfig } };
}
