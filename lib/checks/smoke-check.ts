import { Duration } from 'aws-cdk-lib';
import { SmokeRequest, SmokeSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { SmokeCheckProps, SmokeMethod, SmokeRequestProps } from './smoke-check-props';

const MAX_REQUESTS = 50;

/** What the check function is told. Throws an error that names everything that is wrong. */
export function smokeSpec(props: SmokeCheckProps, protocol: ModelProtocol): SmokeSpec {
  const name = props.name ?? 'smoke';
  const timeout = props.timeout ?? Duration.seconds(10);
  const problems = new Problems();
  problems.text('name', name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, '1 to 40 letters, digits or . _ -');
  if (props.requests.length < 1 || props.requests.length > MAX_REQUESTS) {
    problems.add(`requests must be 1 to ${MAX_REQUESTS}, got ${props.requests.length}; split them into several checks`);
  }
  problems.integer('attempts', props.attempts, 1, 20, 'use 1 for no retry');
  problems.duration('timeout', timeout, 1, 60);
  const requests = props.requests.map((request, index) => smokeRequest(request, index, protocol, problems));
  problems.throwIfAny(`smoke check "${name}"`);
  return { kind: 'smoke', name, requests, attempts: props.attempts ?? 3, timeoutMs: secondsOf(timeout) * 1000 };
}

function smokeRequest(
  props: SmokeRequestProps,
  index: number,
  protocol: ModelProtocol,
  problems: Problems,
): SmokeRequest {
  const at = `requests[${index}]`;
  const path = props.path ?? protocol.predictPath;
  problems.text(`${at}.path`, path, /^\/(?!\/)\S*$/, 'a path that starts with a single /');
  problems.integer(`${at}.expectedStatus`, props.expectedStatus, 100, 599, 'give an HTTP status');
  if (props.method === SmokeMethod.GET && props.body !== undefined) {
    problems.add(`${at}.method must be POST or PUT with a body, got GET; leave the body out or change the method`);
  }
  for (const { path: valuePath, tolerance = 0 } of props.expectedValues ?? []) {
    if (tolerance < 0)
      problems.add(`${at}: tolerance of ${valuePath} must be 0 or more, got ${tolerance}; use 0 for equal`);
  }
  return {
    name: props.name ?? `request-${index + 1}`,
    method: props.method ?? (props.body === undefined ? 'GET' : 'POST'),
    path,
    ...bodyOf(props),
    expectedStatus: props.expectedStatus ?? 200,
    ...(props.schema === undefined ? {} : { schema: props.schema }),
    ...(props.expectedValues === undefined ? {} : { expectedValues: props.expectedValues }),
    ...(props.maxLatency === undefined ? {} : { maxLatencyMs: secondsOf(props.maxLatency) * 1000 }),
  };
}

function bodyOf({ body, headers }: SmokeRequestProps): Pick<SmokeRequest, 'body' | 'headers'> {
  if (body === undefined) return headers === undefined ? {} : { headers };
  if (typeof body === 'string') return { body, ...(headers === undefined ? {} : { headers }) };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}
