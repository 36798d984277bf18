import { Duration } from 'aws-cdk-lib';
import { WarmUpSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { MAX_REQUESTS, modelRequest } from './model-request';
import { WarmUpProps } from './warm-up-check-props';

/** How long a warm-up takes at most unless told otherwise. */
export const WARM_UP_DURATION = Duration.minutes(1);

/** What the check function is told. Throws an error that names everything that is wrong. */
export function warmUpSpec(props: WarmUpProps, protocol: ModelProtocol): WarmUpSpec {
  const problems = new Problems();
  const name = checkName(props.name ?? 'warm-up', problems);
  const { count = 200, concurrency = 4, maxDuration = WARM_UP_DURATION, timeout = Duration.seconds(30) } = props;
  problems.count('requests', props.requests, MAX_REQUESTS, 'leave some out: they are sent in turn');
  problems.integer('count', count, 1, 100_000, 'the default of 200 is enough for most models');
  problems.integer('concurrency', concurrency, 1, 50, 'use a load test for more');
  problems.duration('maxDuration', maxDuration, 1, 600);
  problems.duration('timeout', timeout, 1, 60);
  const requests = props.requests.map((each, index) => modelRequest(each, `requests[${index}]`, protocol, problems));
  problems.throwIfAny(`warm-up "${name}"`);
  return {
    kind: 'warm-up',
    name,
    ...advisory(props.mode),
    requests,
    count,
    concurrency,
    untilSteady: props.untilSteady ?? true,
    maxSeconds: secondsOf(maxDuration),
    timeoutMs: secondsOf(timeout) * 1000,
  };
}
