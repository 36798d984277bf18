import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Env, EnvironmentName, TargetGroupArns, Weights } from '../../contract';
import { forwardToBoth } from '../../core/traffic/rule-action';
import { aloneIn, sameSplit } from '../../core/traffic/weights';
import { CohortRule } from './cohort-rule';
import { Environment, requireEnv, requireJson } from './env';
import { ListenerRule, LoadBalancing } from './listener-rule';
import { RouteState, TrafficRoute } from './traffic-route';

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

/** The listener rule on which all production traffic of the model hangs, the one of its cohort, and the health of the groups behind both. */
export class ProductionRule implements TrafficRoute {
  constructor(
    private readonly client: LoadBalancing,
    private readonly rule: ListenerRule,
    private readonly cohort: CohortRule | undefined,
    private readonly groups: TargetGroupArns,
  ) {}

  static fromEnv(client: LoadBalancing, env: Environment): ProductionRule {
    const modelName = requireEnv(env, Env.MODEL_NAME);
    const groups = requireJson<TargetGroupArns>(env, Env.TARGET_GROUPS);
    const rule = (arn: string) => new ListenerRule(client, modelName, arn, groups);
    const cohortArn = env[Env.COHORT_RULE_ARN];
    const cohort = cohortArn === undefined ? undefined : new CohortRule(rule(cohortArn));
    return new ProductionRule(client, rule(requireEnv(env, Env.PRODUCTION_RULE_ARN)), cohort, groups);
  }

  get hasCohort(): boolean {
    return this.cohort !== undefined;
  }

  async read(): Promise<RouteState> {
    const [production, cohort] = await Promise.all([this.rule.read(), this.cohort?.read()]);
    if (cohort === undefined) return production;
    return {
      weights: production.weights,
      cohort,
      isOnlyOn: (environment) => production.isOnlyOn(environment) && cohort.isOnlyOn(environment),
    };
  }

  /** An environment with all traffic is the only one listed: a cookie of an earlier split leads to no other. The cohort stays where it is. */
  async split(weights: Weights, stickinessSeconds?: number): Promise<void> {
    const alone = aloneIn(weights);
    if (alone !== undefined || sameSplit(weights, NOBODY)) return this.rule.sendAllTo(alone);
    await this.rule.write(forwardToBoth(this.groups, weights, stickinessSeconds));
  }

  /** The production rule first. The cohort does not wait for a call that fails: both belong on the side that is wanted. */
  async sendAllTo(environment: EnvironmentName | undefined): Promise<void> {
    try {
      await this.rule.sendAllTo(environment);
    } finally {
      await this.cohort?.sendTo(environment);
    }
  }

  async sendCohortTo(environment: EnvironmentName | undefined): Promise<void> {
    await this.cohort?.sendTo(environment);
  }

  /** Dimensions of an environment's load balancer metrics, which are the ends of the ARNs (ELB user guide, "CloudWatch metrics"). */
  dimensions(environment: EnvironmentName): MetricDimensions {
    const LoadBalancer = /:listener-rule\/(app\/[^/]+\/[^/]+)\//.exec(this.rule.arn)?.[1];
    const TargetGroup = /:(targetgroup\/.+)$/.exec(this.groups[environment])?.[1];
    if (LoadBalancer !== undefined && TargetGroup !== undefined) return { LoadBalancer, TargetGroup };
    throw new Error(
      `ARNs of a listener rule and a target group are expected, got ${this.rule.arn} and ${this.groups[environment]}; deploy the model again`,
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
