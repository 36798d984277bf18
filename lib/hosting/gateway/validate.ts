import { Token } from 'aws-cdk-lib';
import { parseMirrorRoutes } from '../../core/mirror-routes';
import { Problems, secondsOf } from '../../private/validation';
import { GatewayProps } from './gateway-props';
import { validateSamples } from './validate-samples';

/** Adds everything that is wrong with the settings of a gateway. */
export function validateGateway(props: GatewayProps, problems: Problems): void {
  problems.integer('gateway.memoryLimitMiB', props.memoryLimitMiB, 128, 4096, 'leave it out for 256');
  problems.integer('gateway.maxConcurrentRequests', props.maxConcurrentRequests, 1, 100_000, 'leave it out for 1000');
  problems.integer('gateway.maxMirrorBodyBytes', props.maxMirrorBodyBytes, 0, 64 * 1024 * 1024, 'give bytes');
  problems.duration('gateway.timeout', props.timeout, 1, 3600);
  problems.duration('gateway.clientIdleTimeout', props.clientIdleTimeout, 1, 4200);
  problems.duration('gateway.stopTimeout', props.stopTimeout, 10, 120); // 120 s is Fargate's own limit
  problems.duration('gateway.settingsInterval', props.settingsInterval, 1, 60);
  problems.duration('gateway.mirrorTimeout', props.mirrorTimeout, 1, 600);
  if (props.disagreementSamples !== undefined) validateSamples(props.disagreementSamples, problems);
  validateModelIdle(props, problems);
  for (const route of props.mirrorRoutes ?? []) validateRoute(route, problems);
}

/** Not whole seconds: there are servers with idle timeouts of one second. */
function validateModelIdle({ modelIdleTimeout: idle }: GatewayProps, problems: Problems): void {
  if (idle === undefined || idle.isUnresolved()) return;
  const seconds = secondsOf(idle);
  if (seconds >= 0.1 && seconds <= 3600) return;
  problems.add(
    `gateway.modelIdleTimeout must be from 0.1 to 3600 s, got ${seconds} s; give a duration below the model server's own idle timeout`,
  );
}

function validateRoute(route: string, problems: Problems): void {
  if (Token.isUnresolved(route)) return;
  try {
    if (route.includes(',')) throw new Error('a comma parts two routes; give them as two');
    parseMirrorRoutes(route);
  } catch (error) {
    problems.add(`gateway.mirrorRoutes: ${(error as Error).message}`);
  }
}
