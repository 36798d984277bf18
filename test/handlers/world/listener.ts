import { allOn, ProductionRouteProperties } from '../../../lib/contract';
import { forwardToBoth } from '../../../lib/core/traffic/rule-action';
import { makeHandler as makeRoute } from '../../../lib/handlers/production-route';
import { awsError, fakeClient } from './calls';
import { request } from './cfn-request';
import { World } from './world';

export const GROUPS = { blue: 'arn:tg/blue', green: 'arn:tg/green' };

export const liveActions = [forwardToBoth(GROUPS, allOn('blue'))];

/** Of a model's production route; more members come on top. */
export const properties = (members: Partial<ProductionRouteProperties> = {}): ProductionRouteProperties => ({
  ListenerArn: 'arn:listener',
  Priority: '10',
  Conditions: '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/*"]}}]',
  BlueTargetGroupArn: 'arn:tg/blue',
  GreenTargetGroupArn: 'arn:tg/green',
  ...members,
});
/** Tags by which a rule is known as ours. */
export const tagsOf = (StackId: string, LogicalResourceId: string) => [
  { Key: 'cdk-model-bluegreen:stack', Value: StackId },
  { Key: 'cdk-model-bluegreen:resource', Value: LogicalResourceId },
];

/** Rules on listeners, in memory; two a page. */
export class Listener {
  readonly rules: any[] = [];
  readonly modified: any[] = [];
  private created = 0;
  readonly world = new World();
  readonly elb = fakeClient<any>(
    {
      CreateRule: ({ ListenerArn, Priority, Conditions, Actions, Tags }) => {
        if (this.rules.some((rule) => rule.ListenerArn === ListenerArn && rule.Priority === String(Priority)))
          throw awsError('PriorityInUseException');
        const rule = {
          RuleArn: `arn:rule/${(this.created = Math.max(this.created, this.rules.length) + 1)}`,
          ListenerArn,
          Priority: String(Priority),
          Conditions,
          Actions,
          Tags,
        };
        this.rules.push(rule);
        return { Rules: [rule] };
      },
      DescribeRules: ({ RuleArns, ListenerArn, Marker = '0' }) => {
        if (this.isGone) throw awsError(RuleArns === undefined ? 'ListenerNotFoundException' : 'RuleNotFoundException');
        const found = this.rules.filter((rule) => RuleArns?.includes(rule.RuleArn) ?? rule.ListenerArn === ListenerArn);
        const next = Number(Marker) + 2;
        return {
          Rules: found.slice(Number(Marker), next),
          ...(found.length > next ? { NextMarker: String(next) } : {}),
        };
      },
      DescribeTags: ({ ResourceArns }) => {
        if (ResourceArns.length > 20) throw awsError('ValidationError');
        const Tags = (ResourceArn: string) => this.rule(ResourceArn).Tags;
        return {
          TagDescriptions: ResourceArns.map((ResourceArn: string) => ({ ResourceArn, Tags: Tags(ResourceArn) })),
        };
      },
      ModifyRule: ({ RuleArn, ...members }) => {
        this.modified.push({ RuleArn, ...members });
        Object.assign(this.rule(RuleArn), members);
        this.afterModify();
        return {};
      },
      SetRulePriorities: (input) => {
        this.modified.push(input);
        for (const { RuleArn, Priority } of input.RulePriorities) this.rule(RuleArn).Priority = String(Priority);
        return {};
      },
      DeleteRule: ({ RuleArn }) => {
        const index = this.rules.findIndex((rule) => rule.RuleArn === RuleArn);
        if (index < 0) throw awsError('RuleNotFoundException');
        this.rules.splice(index, 1);
        return {};
      },
    },
    [],
  );
  /** True when the listener itself is deleted. */
  isGone = false;
  /** What somebody else does right after a rule was changed. */
  afterModify: () => void = () => undefined;

  rule(ruleArn: string): any {
    return this.rules.find(({ RuleArn }) => RuleArn === ruleArn);
  }

  async call(event: unknown): Promise<any> {
    await makeRoute({ ...this.world.deps(), clients: { ...this.world.clients(), elb: this.elb } })(event);
    return this.world.answers.at(-1)?.body;
  }

  /** A listener with the live rule of a model in blue. */
  static async live(): Promise<Listener> {
    const listener = new Listener();
    await listener.call(request('Create', properties()));
    listener.rules[0].Actions = liveActions;
    return listener;
  }
}
