import {
  Action,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Env, EnvironmentName, TargetGroupArns, Weights } from '../../contract';
import { forwardToBoth, forwardToOnly, notLiveYet, RuleAction } from '../../core/traffic/rule-action';
import { aloneIn, listsOnly, readWeights, sameSplit } from '../../core/traffic/weights';
import { Environment, requireEnv, requireJson } from './env';
import { RouteState, TrafficRoute } from './traffic-route';

export type LoadBalancing = Pick<ElasticLoadBalancingV2Client, 'send'>;

const NOBODY: Weights = { blue: 0, green: 0 };

/** Targets of an environment's group. */
export interface TargetCounts {
  /** All but those that are leaving. */
  readonly registered: number;
  /** Those that pass their health checks. */
  readonly healthy: number;
}

/** Of the metrics that a load balancer writes for one of its target groups. */
export interface MetricDimensions {
  readonly LoadBalancer: string;
  readonly TargetGroup: string;
}

/** The listener rule on which all production traffic of the model hangs, and the health of the groups behind it. */
export class ProductionRule implements TrafficRoute {
  constructor(
    private readonly client: LoadBalancing,
    private readonly modelName: string,
    private readonly ruleArn: string,
    private readonly groups: TargetGroupArns,
  ) {}

  static fromEnv(client: LoadBalancing, env: Environment): ProductionRule {
    return new ProductionRule(
      client,
      requireEnv(env, Env.MODEL_NAME),
      requireEnv(env, Env.PRODUCTION_RULE_ARN),
      requireJson<TargetGroupArns>(env, Env.TARGET_GROUPS),
    );
  }

  async read(): Promise<RouteState> {
    const actions = await actionsOf(this.client, this.ruleArn);
    const weights = readWeights(actions, this.groups);
    const isOnlyOn = (environment: EnvironmentName | undefined): boolean => {
      if (environment !== undefined) return listsOnly(actions, this.groups, environment);
      return weights !== undefined && sameSplit(weights, NOBODY);
    };
    return { weights, isOnlyOn };
  }

  /** An environment with all traffic is the only one listed: a cookie of an earlier split leads to no other. */
  async split(weights: Weights, stickinessSeconds?: number): Promise<void> {
    const alone = aloneIn(weights);
    if (alone !== undefined || sameSplit(weights, NOBODY)) return this.sendAllTo(alone);
    await this.write(forwardToBoth(this.groups, weights, stickinessSeconds));
  }

  /** Without an environment the rule answers 503. */
  async sendAllTo(environment: EnvironmentName | undefined): Promise<void> {
    await this.write(environment === undefined ? notLiveYet(this.modelName) : forwardToOnly(this.groups, environment));
  }

  /** The switch: one call replaces the rule's action. */
  private async write(action: RuleAction): Promise<void> {
    await this.client.send(new ModifyRuleCommand({ RuleArn: this.ruleArn, Actions: [sdkAction(action)] }));
  }

  /** Dimensions of an environment's load balancer metrics, which are the ends of the ARNs (ELB user guide, "CloudWatch metrics"). */
  dimensions(environment: EnvironmentName): MetricDimensions {
    const LoadBalancer = /:listener-rule\/(app\/[^/]+\/[^/]+)\//.exec(this.ruleArn)?.[1];
    const TargetGroup = /:(targetgroup\/.+)$/.exec(this.groups[environment])?.[1];
    if (LoadBalancer !== undefined && TargetGroup !== undefined) return { LoadBalancer, TargetGroup };
    throw new Error(
      `ARNs of a listener rule and a target group are expected, got ${this.ruleArn} and ${this.groups[environment]}; deploy the model again`,
    );
  }

  /** Targets of an environment that pass their health checks. */
  async healthyTargets(environment: EnvironmentName): Promise<number> {
    return (await this.targets(environment)).healthy;
  }

  async targets(environment: EnvironmentName): Promise<TargetCounts> {
    const { TargetHealthDescriptions = [] } = await this.client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: this.groups[environment] }),
    );
    const states = TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
    return {
      registered: states.filter((state) => state !== 'draining').length,
      healthy: states.filter((state) => state === 'healthy').length,
    };
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
