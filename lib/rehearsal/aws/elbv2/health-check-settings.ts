import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../service';
import { requireMatcher } from './matcher';
import { requireRange } from './names';
import { HealthCheckSettings } from './records';

/** Defaults of an HTTP target group with IP targets. The API reference says 6 s timeout, the user guide 5 s: the latter is used. */
export const DEFAULT_HEALTH_CHECK: HealthCheckSettings = {
  path: '/',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

type HealthCheckMembers = Pick<
  CreateTargetGroupCommandInput,
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckPort'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

/** Settings of a create or modify call over `current`; members that the call leaves out keep their value. */
export function healthCheckSettings(input: HealthCheckMembers, current: HealthCheckSettings): HealthCheckSettings {
  if (input.HealthCheckEnabled === false) {
    throw new AwsError('ValidationError', 'Health check enabled must be true for target groups with target type ip');
  }
  const settings: HealthCheckSettings = {
    path: input.HealthCheckPath ?? current.path,
    port: input.HealthCheckPort ?? current.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? current.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? current.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? current.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? current.unhealthyThreshold,
    matcher: input.Matcher?.HttpCode ?? current.matcher,
  };
  requireValid(settings);
  return settings;
}

function requireValid(settings: HealthCheckSettings): void {
  requireRange('Health check interval', settings.intervalSeconds, 5, 300);
  requireRange('Health check timeout', settings.timeoutSeconds, 2, 120);
  requireRange('Healthy threshold count', settings.healthyThreshold, 2, 10);
  requireRange('Unhealthy threshold count', settings.unhealthyThreshold, 2, 10);
  requireMatcher(settings.matcher);
  if (settings.port !== 'traffic-port') requireRange('Health check port', Number(settings.port), 1, 65_535);
  if (!settings.path.startsWith('/') || settings.path.length > 1024) {
    throw new AwsError(
      'ValidationError',
      `Health check path '${settings.path}' must begin with '/' and have 1024 characters at most`,
    );
  }
  if (settings.timeoutSeconds >= settings.intervalSeconds) {
    throw new AwsError(
      'ValidationError',
      `Health check timeout '${settings.timeoutSeconds}' must be smaller than the interval '${settings.intervalSeconds}'`,
    );
  }
}
