import type { Action, TargetGroupStickinessConfig, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../service';
import { requireRange } from './names';
import { Elbv2State } from './state';

/** Weight of a group: 0 to 999 (API reference, `TargetGroupTuple`). */
const MAX_WEIGHT = 999;
/** Target groups in one forward action (Elastic Load Balancing quotas: 5, not adjustable). */
const MAX_GROUPS = 5;

/**
 * Checks the actions of a rule on `loadBalancerArn` and returns them as `DescribeRules` shows them: forward actions always
 * with their whole `ForwardConfig`, weights filled in.
 *
 * Redirects and authentication are valid at AWS but have no counterpart in the rehearsal's router: NotImplemented (501), so that
 * nothing is silently ignored.
 */
export function resolveActions(
  state: Elbv2State,
  loadBalancerArn: string,
  actions: readonly Action[],
): readonly Action[] {
  if (actions.length !== 1) {
    throw new AwsError('ValidationError', `A rule must have exactly one routing action, got ${actions.length}`);
  }
  return actions.map((action) => resolveAction(state, loadBalancerArn, action));
}

function resolveAction(state: Elbv2State, loadBalancerArn: string, action: Action): Action {
  switch (action.Type) {
    case 'forward':
      return resolveForward(state, loadBalancerArn, action);
    case 'fixed-response':
      return resolveFixedResponse(action);
    case 'redirect':
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case 'jwt-validation':
      throw new AwsError('NotImplemented', `the rehearsal's router has no '${action.Type}' actions`, 501);
    default:
      throw new AwsError(
        'ValidationError',
        `1 validation error detected: unknown action type '${String(action.Type)}'`,
      );
  }
}

function resolveForward(state: Elbv2State, loadBalancerArn: string, action: Action): Action {
  const groups = groupsOf(action);
  if (groups.length === 0)
    throw new AwsError('ValidationError', 'A target group must be specified for forward actions');
  if (groups.length > MAX_GROUPS) {
    throw new AwsError(
      'ValidationError',
      `A forward action has ${MAX_GROUPS} target groups at most, got ${groups.length}`,
    );
  }
  const arns = groups.map((group) => group.TargetGroupArn ?? '');
  if (new Set(arns).size < arns.length) throw new AwsError('ValidationError', 'A target group may be listed once only');
  for (const group of groups) {
    requireRange('Target group weight', group.Weight ?? 1, 0, MAX_WEIGHT);
    requireSameLoadBalancer(state, loadBalancerArn, group.TargetGroupArn ?? '');
  }
  return {
    Type: 'forward',
    ...(action.Order === undefined ? {} : { Order: action.Order }),
    ...(arns.length === 1 ? { TargetGroupArn: arns[0] } : {}),
    ForwardConfig: {
      TargetGroups: groups.map((group) => ({ TargetGroupArn: group.TargetGroupArn, Weight: group.Weight ?? 1 })),
      TargetGroupStickinessConfig: resolveStickiness(state, action, arns),
    },
  };
}

/** `TargetGroupArn` and `ForwardConfig` may both be given only when they name the same single group (API reference). */
function groupsOf(action: Action): readonly TargetGroupTuple[] {
  const listed = action.ForwardConfig?.TargetGroups;
  if (listed === undefined)
    return action.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: action.TargetGroupArn }];
  const agree = listed.length === 1 && listed[0]?.TargetGroupArn === action.TargetGroupArn;
  if (action.TargetGroupArn !== undefined && !agree) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'You cannot specify both TargetGroupArn and ForwardConfig unless they name the same single target group',
    );
  }
  return listed;
}

/** A target group serves one load balancer (user guide: "You can use each target group with only one load balancer"). */
function requireSameLoadBalancer(state: Elbv2State, loadBalancerArn: string, targetGroupArn: string): void {
  state.targetGroup(targetGroupArn);
  const current = state.loadBalancerOf(targetGroupArn);
  if (current === undefined || current.arn === loadBalancerArn) return;
  throw new AwsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${targetGroupArn}`,
  );
}

function resolveStickiness(state: Elbv2State, action: Action, arns: readonly string[]): TargetGroupStickinessConfig {
  const asked = action.ForwardConfig?.TargetGroupStickinessConfig;
  if (asked?.Enabled === true) {
    if (asked.DurationSeconds === undefined) {
      throw new AwsError('ValidationError', 'DurationSeconds is required when target group stickiness is enabled');
    }
    requireRange('Target group stickiness duration', asked.DurationSeconds, 1, 604_800);
    return { Enabled: true, DurationSeconds: asked.DurationSeconds };
  }
  const stickyTargets = arns.filter((arn) => state.targetGroup(arn).attributes.get('stickiness.enabled') === 'true');
  if (arns.length > 1 && stickyTargets.length > 0) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
    );
  }
  return { Enabled: false };
}

function resolveFixedResponse(action: Action): Action {
  const config = action.FixedResponseConfig;
  if (config?.StatusCode === undefined || !/^[245]\d\d$/.test(config.StatusCode)) {
    throw new AwsError(
      'ValidationError',
      `Fixed response status code '${config?.StatusCode ?? ''}' must be 2XX, 4XX or 5XX`,
    );
  }
  if ((config.MessageBody ?? '').length > 1024) {
    throw new AwsError('ValidationError', 'Fixed response message body cannot be longer than 1024 characters');
  }
  return { Type: 'fixed-response', Order: action.Order, FixedResponseConfig: { ...config } };
}
