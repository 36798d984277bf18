import { Env, ENVIRONMENTS, TargetGroupArns } from '../../contract/index';
import { LoadBalancedWay } from '../../hosting/hosted-model';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { sharedEndpointArn } from '../sagemaker-arns';
import { HostedRoute } from './function-context';

/** Tells a function the target groups of the environments. */
export function knowTargetGroups(fn: ModelFunction, { targetGroups }: LoadBalancedWay): void {
  const arns: TargetGroupArns = {
    blue: targetGroups.blue.targetGroupArn,
    green: targetGroups.green.targetGroupArn,
  };
  fn.env(Env.TARGET_GROUPS, fn.jsonText(arns));
}

/** Lets a function read where production traffic goes, and the health of what is behind it. */
export function allowReadRoute(fn: ModelFunction, route: HostedRoute): void {
  if (route.kind === 'endpoint') {
    fn.allow(['sagemaker:DescribeEndpoint'], [sharedEndpointArn(fn, route.endpointName)]);
    fn.env(Env.ENDPOINT_NAME, route.endpointName);
    return;
  }
  fn.allow(['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetHealth'], ['*'], {
    because: DESCRIBE_KNOWS_NO_RESOURCES,
  });
  fn.env(Env.PRODUCTION_RULE_ARN, route.ruleArn);
  if (route.cohortRuleArn !== undefined) fn.env(Env.COHORT_RULE_ARN, route.cohortRuleArn);
  knowTargetGroups(fn, route.way);
  const { endpointNames } = route.way;
  if (endpointNames === undefined) return;
  const arns = ENVIRONMENTS.map((environment) => sharedEndpointArn(fn, endpointNames[environment]));
  fn.allow(['sagemaker:DescribeEndpoint'], arns);
  fn.env(Env.ENDPOINT_NAMES, fn.jsonText(endpointNames));
}

/** Lets a function change where production traffic goes. */
export function allowMoveTraffic(fn: ModelFunction, route: HostedRoute): void {
  if (route.kind === 'rule') {
    const { ruleArn, cohortRuleArn } = route;
    const rules = cohortRuleArn === undefined ? [ruleArn] : [ruleArn, cohortRuleArn];
    return fn.allow(['elasticloadbalancing:ModifyRule'], rules);
  }
  // Deleted is what answers nobody: SageMaker has no other way when the first version of a model fails.
  fn.allow(
    ['sagemaker:UpdateEndpointWeightsAndCapacities', 'sagemaker:DeleteEndpoint'],
    [sharedEndpointArn(fn, route.endpointName)],
  );
}
