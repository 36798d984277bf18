import { AwsError } from '../service';

/** Defaults of an `ip` target group of an application load balancer (API reference, `TargetGroupAttribute`). */
export const DEFAULT_TARGET_GROUP_ATTRIBUTES: Readonly<Record<string, string>> = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

type Allowed = (value: string) => boolean;

const range =
  (min: number, max: number): Allowed =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
const oneOf =
  (...values: readonly string[]): Allowed =>
  (value) =>
    values.includes(value);
const either =
  (...rules: readonly Allowed[]): Allowed =>
  (value) =>
    rules.some((allowed) => allowed(value));

/** Ranges from the API reference; one week is 604800 s. */
const ALLOWED: Readonly<Record<string, Allowed>> = {
  'deregistration_delay.timeout_seconds': range(0, 3600),
  'stickiness.enabled': oneOf('true', 'false'),
  'stickiness.type': oneOf('lb_cookie', 'app_cookie'),
  'stickiness.lb_cookie.duration_seconds': range(1, 604_800),
  'stickiness.app_cookie.duration_seconds': range(1, 604_800),
  'stickiness.app_cookie.cookie_name': (value) => !value.startsWith('AWSALB'),
  'load_balancing.algorithm.type': oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  'load_balancing.algorithm.anomaly_mitigation': oneOf('on', 'off'),
  'load_balancing.cross_zone.enabled': oneOf('true', 'false', 'use_load_balancer_configuration'),
  'slow_start.duration_seconds': either(oneOf('0'), range(30, 900)),
  'target_group_health.dns_failover.minimum_healthy_targets.count': either(oneOf('off'), range(1, 1000)),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': either(oneOf('off'), range(1, 100)),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': range(1, 1000),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': either(oneOf('off'), range(1, 100)),
};

/** Throws ValidationError for an unknown attribute or a value outside its range. */
export function requireTargetGroupAttribute(key: string, value: string): void {
  const allowed = ALLOWED[key];
  if (allowed === undefined)
    throw new AwsError('ValidationError', `Target group attribute key '${key}' is not recognized`);
  if (!allowed(value)) throw new AwsError('ValidationError', `'${key}' has the value '${value}', which is not allowed`);
}
