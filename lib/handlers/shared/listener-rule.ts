import {
  Action,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EnvironmentName, TargetGroupArns, Weights } from '../../contract';
import { forwardToOnly, notLiveYet, RuleAction } from '../../core/traffic/rule-action';
import { listsOnly, readWeights, sameSplit } from '../../core/traffic/weights';

export type LoadBalancing = Pick<ElasticLoadBalancingV2Client, 'send'>;

const NOBODY: Weights = { blue: 0, green: 0 };

/** Where a rule leads, as just read. */
export interface RuleReading {
  /** Both 0 while it answers 503; undefined when it leads to something that is not ours. */
  readonly weights: Weights | undefined;
  /** True when it can lead nowhere else; with undefined: when it leads to no environment. */
  isOnlyOn(environment: EnvironmentName | undefined): boolean;
}

/** One listener rule that leads to the environments. */
export class ListenerRule {
  constructor(
    private readonly client: LoadBalancing,
    private readonly modelName: string,
    readonly arn: string,
    private readonly groups: TargetGroupArns,
  ) {}

  async read(): Promise<RuleReading> {
    const actions = await actionsOf(this.client, this.arn);
    const weights = readWeights(actions, this.groups);
    const isOnlyOn = (environment: EnvironmentName | undefined): boolean => {
      if (environment !== undefined) return listsOnly(actions, this.groups, environment);
      return weights !== undefined && sameSplit(weights, NOBODY);
    };
    return { weights, isOnlyOn };
  }

  /** Without an environment the rule answers 503. */
  async sendAllTo(environment: EnvironmentName | undefined): Promise<void> {
    await this.write(environment === undefined ? notLiveYet(this.modelName) : forwardToOnly(this.groups, environment));
  }

  /** The switch: one call replaces the rule's action. */
  async write(action: RuleAction): Promise<void> {
    await this.client.send(new ModifyRuleCommand({ RuleArn: this.arn, Actions: [sdkAction(action)] }));
  }
}

/** Actions of a rule; throws RuleNotFound when it is gone. */
export async function actionsOf(client: LoadBalancing, ruleArn: string): Promise<readonly RuleAction[]> {
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
  return Rules[0]?.Actions ?? [];
}

/** The SDK wants mutable arrays and its own enums where the core has read-only data. */
export function sdkAction(action: RuleAction): Action {
  return structuredClone(action) as Action;
}
