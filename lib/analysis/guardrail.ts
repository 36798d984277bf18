import { OwnGuardrail, PlannedGuardrail } from '../contract/index';
import { guardrail, GuardrailSpec } from '../core/judge/guardrail';
import { Problems, secondsOf } from '../private/validation';
import { BoundGuardrail, GuardrailContext } from './bound-guardrail';
import {
  DistributionGuardrailProps,
  GuardrailOptions,
  LatencyGuardrailProps,
  MetricGuardrailProps,
  RateGuardrailOptions,
  ThresholdGuardrailProps,
} from './guardrail-props';
import { metricValue } from './metric-value';
import { thresholdRule } from './threshold-rule';

type Bind = (context: GuardrailContext) => BoundGuardrail;

const MAX_BINS = 20;

/**
 * What the judge holds a new version to while some traffic is still on the live one. Each compares what both versions counted in the same
 * minutes.
 */
export class Guardrail {
  /** Requests that fail: 5xx, no connection, no answer. */
  public static errors(options: RateGuardrailOptions = {}): Guardrail {
    return new Guardrail('errors', ({ tolerance }) =>
      planned({ name: 'errors', kind: 'errors', ...rates(options, tolerance) }, options, { kind: 'failed-requests' }),
    );
  }

  /**
   * Requests that take longer than a percentile of the live version, which is fixed before the traffic moves. Name: `slow-p<percentile>`.
   * They are counted by CloudWatch's statistic `TC` of the answer times; that it works for load balancers and SageMaker follows from the
   * documentation, and is not proven.
   */
  public static latency(props: LatencyGuardrailProps): Guardrail {
    const { percentile, slo } = props;
    const name = `slow-p${percentile}`;
    const problems = new Problems();
    if (!(percentile >= 50 && percentile <= 99.9)) {
      problems.add(`percentile must be from 50 to 99.9, got ${percentile}; 90 and 99 are usual`);
    }
    const seconds = slo === undefined ? undefined : secondsOf(slo);
    if (seconds !== undefined && !(seconds >= 0.001 && seconds <= 3600)) {
      problems.add(`slo must be 1 ms to 1 h, got ${seconds} s; give the time that an answer may take`);
    }
    problems.throwIfAny(`guardrail ${name}`);
    const isTail = percentile >= 95;
    const badRatio = props.badRatio ?? (isTail ? 2 : 1.5);
    return new Guardrail(name, ({ tolerance, latencyP90Seconds, latencyP99Seconds }) =>
      planned(
        {
          name,
          kind: 'latency',
          ...common(props, tolerance),
          badRatio,
          // So many times the percentile's own share: 2 % above a p99 is not bad, whatever the live version does. An objective that
          // nobody exceeds could not be proven otherwise.
          ceiling: Number((badRatio * (1 - percentile / 100)).toPrecision(6)),
        },
        props,
        { kind: 'slow-requests', percentile, sloSeconds: seconds ?? (isTail ? latencyP99Seconds : latencyP90Seconds) },
      ),
    );
  }

  /**
   * Events of your own out of a total of your own, for example declined payments out of payments: any pair of metrics with a value a minute.
   * Throws when a metric can't be read in one region, account and minute.
   *
   * @param name 1 to 32 letters, digits, `-` or `_`, unique among the guardrails.
   */
  public static metric(name: string, props: MetricGuardrailProps): Guardrail {
    const { blue, green } = props;
    const own = {
      name,
      blue: [metricValue(name, blue.events), metricValue(name, blue.total)],
      green: [metricValue(name, green.events), metricValue(name, green.total)],
    };
    return new Guardrail(
      name,
      ({ tolerance }) => planned({ name, kind: 'events', ...rates(props, tolerance) }, props, { kind: 'own-metrics' }),
      own,
    );
  }

  /**
   * That predictions are distributed as those of the live version: no bin becomes more frequent than the tolerance allows. It only rolls
   * back.
   *
   * @param name 1 to 32 letters, digits, `-` or `_`, unique among the guardrails.
   */
  public static distribution(name: string, props: DistributionGuardrailProps): Guardrail {
    const { blue, green } = props;
    const problems = new Problems();
    if (blue.length < 2 || blue.length > MAX_BINS || blue.length !== green.length) {
      problems.add(
        `blue and green must have the same 2 to ${MAX_BINS} bins, got ${blue.length} and ${green.length}; give a metric for each`,
      );
    }
    problems.throwIfAny(`guardrail ${name}`);
    const own = {
      name,
      blue: blue.map((bin) => metricValue(name, bin)),
      green: green.map((bin) => metricValue(name, bin)),
    };
    return new Guardrail(
      name,
      ({ tolerance }) =>
        planned({ name, kind: 'drift', ...common(props, tolerance), rollbackOnly: true }, props, {
          kind: 'own-metrics',
        }),
      own,
    );
  }

  /**
   * Limits for one metric of the new version, in the words of Argo Rollouts. Limits bound nothing when they are looked at often: prefer a
   * comparison with the live version.
   *
   * @param name 1 to 32 letters, digits, `-` or `_`, unique among the guardrails.
   */
  public static threshold(name: string, props: ThresholdGuardrailProps): Guardrail {
    const rule = thresholdRule(name, props);
    const own = { name, blue: [metricValue(name, props.blue)], green: [metricValue(name, props.green)] };
    return new Guardrail(name, () => ({ kind: 'threshold', rule }), own);
  }

  private constructor(
    /** Name among the guardrails, in verdicts and reports. */
    public readonly name: string,
    private readonly bind: Bind,
    private readonly own?: OwnGuardrail,
  ) {
    const problems = new Problems();
    problems.text('name', name, /^[A-Za-z][\w.-]{0,31}$/, '1 to 32 letters, digits, - or _ that start with a letter');
    problems.throwIfAny('guardrail');
  }

  /** @internal */
  public _bind(context: GuardrailContext): BoundGuardrail {
    return this.bind(context);
  }

  /** @internal */
  public get _own(): OwnGuardrail | undefined {
    return this.own;
  }
}

type Common = Pick<GuardrailOptions, 'tolerance' | 'minimumEvents' | 'weight'> & { readonly badRatio?: number };

function common({ tolerance, badRatio, minimumEvents, weight }: Common, ofAnalysis: number | undefined) {
  return { tolerance: tolerance ?? ofAnalysis, badRatio, weight, minBadEvents: minimumEvents };
}

function rates(options: RateGuardrailOptions, tolerance: number | undefined) {
  const { floorPercent, ceilingPercent } = options;
  return {
    ...common(options, tolerance),
    floor: floorPercent === undefined ? undefined : floorPercent / 100,
    ceiling: ceilingPercent === undefined ? undefined : ceilingPercent / 100,
  };
}

/** Throws an error that names the guardrail when its numbers can't be. */
function planned(
  spec: GuardrailSpec,
  { isRequiredForPromotion: required = true }: { readonly isRequiredForPromotion?: boolean },
  source: PlannedGuardrail['source'],
): BoundGuardrail {
  const rule = guardrail(required ? spec : { ...spec, rollbackOnly: true });
  return { kind: 'guardrail', rule: { ...rule, source, required } };
}
