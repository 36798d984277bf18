import { Duration } from 'aws-cdk-lib';
import { SmokeRequest, SmokeSpec } from '../contract/index';
import { bracesOf } from '../core/smoke-sequence';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { MAX_REQUESTS, modelRequest } from './model-request';
import { SmokeCheckProps, SmokeRequestProps } from './smoke-check-props';

/** What the check function is told. Throws an error that names everything that is wrong. */
export function smokeSpec(props: SmokeCheckProps, protocol: ModelProtocol): SmokeSpec {
  const timeout = props.timeout ?? Duration.seconds(10);
  const problems = new Problems();
  const name = checkName(props.name ?? 'smoke', problems);
  problems.count('requests', props.requests, MAX_REQUESTS, 'split them into several checks');
  problems.integer('attempts', props.attempts, 1, 20, 'use 1 for no retry');
  problems.duration('timeout', timeout, 1, 60);
  const requests = props.requests.map((request, index) => smokeRequest(request, index, protocol, problems));
  sequenceProblems(requests, problems);
  problems.throwIfAny(`smoke check "${name}"`);
  return {
    kind: 'smoke',
    name,
    ...advisory(props.mode),
    requests,
    attempts: props.attempts ?? 3,
    timeoutMs: secondsOf(timeout) * 1000,
  };
}

function smokeRequest(
  props: SmokeRequestProps,
  index: number,
  protocol: ModelProtocol,
  problems: Problems,
): SmokeRequest {
  const at = `requests[${index}]`;
  problems.integer(`${at}.expectedStatus`, props.expectedStatus, 100, 599, 'give an HTTP status');
  for (const { path: valuePath, tolerance = 0 } of props.expectedValues ?? []) {
    if (tolerance < 0)
      problems.add(`${at}: tolerance of ${valuePath} must be 0 or more, got ${tolerance}; use 0 for equal`);
  }
  return {
    name: props.name ?? `request-${index + 1}`,
    ...modelRequest(props, at, protocol, problems),
    expectedStatus: props.expectedStatus ?? 200,
    ...(props.schema === undefined ? {} : { schema: props.schema }),
    ...(props.expectedValues === undefined ? {} : { expectedValues: props.expectedValues }),
    ...(props.expectedHeaders === undefined ? {} : { expectedHeaders: props.expectedHeaders }),
    ...(props.capture === undefined ? {} : { capture: props.capture }),
    ...(props.maxLatency === undefined ? {} : { maxLatencyMs: secondsOf(props.maxLatency) * 1000 }),
  };
}

/** Bodies of checks that capture nothing may have braces, as text of the model's own. Everywhere else they are a name, or a mistake. */
function sequenceProblems(requests: readonly SmokeRequest[], problems: Problems): void {
  const isSequence = requests.some(({ capture }) => capture !== undefined);
  const known = new Set<string>();
  requests.forEach((request, index) => {
    const names = Object.keys(request.capture ?? {});
    for (const name of bracesOf(isSequence ? request : { ...request, body: '' }).filter((each) => !known.has(each))) {
      problems.add(
        `requests[${index}]: {{${name}}} must be captured by a request before it; add it to a capture there`,
      );
    }
    for (const name of names) {
      problems.text(
        `requests[${index}].capture`,
        name,
        /^[A-Za-z_][A-Za-z0-9_]{0,39}$/,
        'a name of letters, digits and _',
      );
      known.add(name);
    }
  });
}
