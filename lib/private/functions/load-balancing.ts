import { Env, TargetGroupArns } from '../../contract/index';
import { HostedModel } from '../../hosting/hosted-model';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';

/** Tells a function the target groups of the environments. */
export function knowTargetGroups(fn: ModelFunction, { targetGroups }: HostedModel): void {
  const arns: TargetGroupArns = {
    blue: targetGroups.blue.targetGroupArn,
    green: targetGroups.green.targetGroupArn,
  };
  fn.env(Env.TARGET_GROUPS, fn.jsonText(arns));
}

/** Lets a function read the production rule and the health of what is behind it. */
export function allowReadRoute(fn: ModelFunction, hosted: HostedModel, ruleArn: string): void {
  fn.allow(['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetHealth'], ['*'], {
    because: DESCRIBE_KNOWS_NO_RESOURCES,
  });
  fn.env(Env.PRODUCTION_RULE_ARN, ruleArn);
  knowTargetGroups(fn, hosted);
}
