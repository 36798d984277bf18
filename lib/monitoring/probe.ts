import { Duration } from 'aws-cdk-lib';
import { modelRequest } from '../checks/model-request';
import { ProbeSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { ProbeProps } from './probe-props';

/** More would make the state machine's definition, in which they stand, too long. */
const MAX_REQUESTS = 20;

/**
 * Asks the new version for predictions every few seconds while it takes traffic, so that a fault is found within a minute where no gateway
 * measures requests.
 */
export class Probe {
  /**
   * Sends predictions to the environment of the release, by the test listener, from the first step of the traffic shift until the end of the
   * bake, and publishes how many failed. An alarm of ten seconds on that, `<model>-<environment>-fast-probe`, rolls back.
   *
   * What is known of a probe is no more than that it was answered in time, with the right status, and with JSON where the answer calls
   * itself so. What callers send may fail all the same: the other alarms look at that. Requests and answers are not logged; requests
   * stand in the state machine's definition, as those of smoke checks do. Probes are requests of the environment to the load balancer: for
   * the alarms and the bake a minute needs as many requests more as it has probes. Errors at synth: a value out of its range, a gateway
   * (which measures every request itself), an analysis that compares (also the default one of a shift in steps or with a holdback: the
   * judge could not tell probes from callers; use a gateway or `Analysis.none()`), a `watchInterval` of more than 5 minutes, no step and
   * no bake that it could probe in.
   */
  public static predictions(props: ProbeProps): Probe {
    return new Probe(props);
  }

  private constructor(private readonly props: ProbeProps) {
    const { interval, count, timeout, expectedStatus, maxFailedPercent = 33 } = props;
    const problems = new Problems();
    // The thresholds of other alarms are made of them, and the time of the function.
    const values = { interval, count, timeout, expectedStatus, maxFailedPercent };
    for (const [name, value] of Object.entries(values)) problems.known(name, value);
    problems.throwIfAny('probe');
    problems.count('requests', props.requests, MAX_REQUESTS, 'leave some out: they are sent in turn');
    problems.duration('interval', interval, 10, 60);
    problems.integer('count', count, 1, 20, 'give the requests of one round');
    const most = secondsOf(interval ?? Duration.seconds(10)) - 1;
    problems.duration('timeout', timeout, 1, most);
    problems.integer('expectedStatus', expectedStatus, 200, 599, 'give an HTTP status');
    if (!(maxFailedPercent >= 0 && maxFailedPercent < 100)) {
      problems.add(
        `maxFailedPercent must be from 0 to below 100, got ${maxFailedPercent}; at 100 the alarm could never fire`,
      );
    }
    problems.throwIfAny('probe');
  }

  /** Probes of a minute, at most. @internal */
  public _perMinute(): number {
    const { interval = Duration.seconds(10), count = 5 } = this.props;
    return count * Math.ceil(60 / secondsOf(interval));
  }

  /** @internal */
  public _spec(protocol: ModelProtocol): ProbeSpec {
    const { interval = Duration.seconds(10), timeout = Duration.seconds(2), ...props } = this.props;
    const problems = new Problems();
    const requests = props.requests.map((each, index) => modelRequest(each, `requests[${index}]`, protocol, problems));
    problems.throwIfAny('probe');
    return {
      requests,
      expectedStatus: props.expectedStatus ?? 200,
      intervalSeconds: secondsOf(interval),
      count: props.count ?? 5,
      timeoutMs: secondsOf(timeout) * 1000,
      maxFailedPercent: props.maxFailedPercent ?? 33,
    };
  }
}
