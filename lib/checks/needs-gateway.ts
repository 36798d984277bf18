import { Duration, Token } from 'aws-cdk-lib';
import { CheckSpec, ShadowSpec } from '../contract/index';
import { HostedGateway, HostedModel } from '../hosting/hosted-model';
import { Problems, secondsOf } from '../private/validation';

/** Copies must be over when the counts are read, 120 s after the end of mirroring, which gateways learn up to 60 s late. */
const MOST_MIRROR_SECONDS = 60;

/** Looks of a gateway at its settings in a stage: the first comes up to an interval late, and one may fail. */
const LOOKS_IN_A_STAGE = 3;

const DEFAULT_SETTINGS_INTERVAL = Duration.seconds(5);

/** The longest that may be given: for one that is not known at synth. */
const LONGEST_SETTINGS_SECONDS = 60;

/** Seconds after which gateways have read new settings, and some for the reading. */
export function secondsToLearn({ props: { settingsInterval = DEFAULT_SETTINGS_INTERVAL } }: HostedGateway): number {
  return Math.ceil(settingsInterval.isUnresolved() ? LONGEST_SETTINGS_SECONDS : secondsOf(settingsInterval)) + 2;
}

/**
 * Only a gateway mirrors requests: throws when a check needs one that the hosting has not, or that can't mirror what the check asks for,
 * or when it is to protect callers and may send nothing twice.
 */
export function assertGateway(modelName: string, checks: readonly CheckSpec[], { gateway }: HostedModel): void {
  const problems = new Problems();
  for (const check of checks) {
    if (check.kind !== 'shadow') continue;
    for (const problem of problemsOf(check, gateway)) problems.add(`check "${check.name}" ${problem}`);
  }
  if (gateway?.props.protectCallers === true) {
    for (const problem of routeProblems(gateway, 'protectCallers')) problems.add(`gateway.protectCallers ${problem}`);
  }
  problems.throwIfAny(`model "${modelName}"`);
}

function problemsOf(spec: ShadowSpec, gateway: HostedGateway | undefined): readonly string[] {
  if (gateway === undefined) {
    return [
      'must have a gateway before the model servers, got a hosting without one; give the hosting a gateway, or leave the check out',
    ];
  }
  return [...routeProblems(gateway, 'the check'), ...timeoutProblems(gateway), ...stageProblems(spec, gateway)];
}

function routeProblems({ props: { mirrorRoutes: routes }, postOnly }: HostedGateway, what: string): readonly string[] {
  if (routes === undefined || routes.some((route) => Token.isUnresolved(route))) return [];
  const remedy = `name routes, leave mirrorRoutes out for the path of predictions, or leave ${what} out`;
  if (routes.length === 0) {
    return [`must have requests that may be mirrored, got gateway.mirrorRoutes []; ${remedy}`];
  }
  if (!postOnly || routes.some((route) => route.startsWith('POST '))) return [];
  return [
    `must have POST requests that may be mirrored, because SageMaker takes no others, got gateway.mirrorRoutes ${JSON.stringify(routes)}; ${remedy}`,
  ];
}

function timeoutProblems({ props: { mirrorTimeout } }: HostedGateway): readonly string[] {
  if (mirrorTimeout === undefined || mirrorTimeout.isUnresolved()) return [];
  const seconds = secondsOf(mirrorTimeout);
  if (seconds <= MOST_MIRROR_SECONDS) return [];
  return [
    `must have a gateway.mirrorTimeout of ${MOST_MIRROR_SECONDS} s at most, got ${seconds} s; with more, requests that hang would not be counted before its verdict`,
  ];
}

function stageProblems(spec: ShadowSpec, { props }: HostedGateway): readonly string[] {
  const interval = props.settingsInterval ?? DEFAULT_SETTINGS_INTERVAL;
  if (interval.isUnresolved()) return [];
  const shortest = LOOKS_IN_A_STAGE * secondsOf(interval);
  const stages = { baselineDuration: spec.baselineSeconds, duration: spec.durationSeconds };
  return Object.entries(stages)
    .filter(([, seconds]) => seconds > 0 && seconds < shortest)
    .map(
      ([name, seconds]) =>
        `must have a ${name} of ${shortest} s or more, ${LOOKS_IN_A_STAGE} times gateway.settingsInterval, got ${seconds} s; ` +
        'gateways would miss it: give it more time, or the gateways a shorter interval',
    );
}
