import { OwnGuardrail, PlannedGuardrail } from '../contract/index';
import { guardrail, GuardrailSpec } from '../core/judge/guardrail';
import { isTail, latencyGuardrail } from '../core/judge/latency-guardrail';
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
import { assertDistinct, countedMetric } from './counted-metrics';
import { assertRates, validateNumbers } from './guardrail-numbers';
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
    assertRates('errors', 'errors', options);
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
    const { name, badRatio, ceiling } = latencyGuardrail(percentile, props);
    const problems = new Problems();
    validateNumbers(props, problems);
    if (!(percentile >= 50 && percentile <= 99.9)) {
      problems.add(`percentile must be from 50 to 99.9, got ${percentile}; 90 and 99 are usual`);
    } else if (ceiling >= 1) {
      const most = Number((100 / (100 - percentile)).toPrecision(3));
      problems.add(
        `badRatio must be below ${most} for the percentile ${percentile}, got ${badRatio}; no more than all can be slow`,
      );
    }
    const seconds = slo === undefined ? undefined : secondsOf(slo);
    if (seconds !== undefined && !(seconds >= 0.001 && seconds <= 3600)) {
      problems.add(`slo must be 1 ms to 1 h, got ${seconds} s; give the time that an answer may take`);
    }
    problems.throwIfAny(`guardrail ${name}`);
    return new Guardrail(name, ({ tolerance, latencyP90Seconds, latencyP99Seconds }) => {
      const shared = common(props, tolerance);
      return planned({ ...shared, ...latencyGuardrail(percentile, shared) }, props, {
        kind: 'slow-requests',
        percentile,
        sloSeconds: seconds ?? (isTail(percentile) ? latencyP99Seconds : latencyP90Seconds),
      });
    });
  }

  /**
   * Events of your own out of a total of your own, for example declined payments out of payments: any pair of metrics with a value a minute,
   * 0 where nothing happened. They are read in minutes, whatever period the CDK gives them by default. Until a minute has both, the
   * guardrail is not read on, and no version is promoted; one of the four that never has a value rolls back. Throws when a metric can't be
   * read in one region, account and minute, for a statistic that is no count (`Sum`, `SampleCount`, `TC(...)`), and for the same metric
   * twice.
   *
   * @param name 1 to 32 letters, digits, `-` or `_`, unique among the guardrails.
   */
  public static metric(name: string, props: MetricGuardrailProps): Guardrail {
    const { blue, green } = props;
    assertRates(name, 'events', props);
    const own = {
      name,
      blue: [countedMetric(name, blue.events), countedMetric(name, blue.total)],
      green: [countedMetric(name, green.events), countedMetric(name, green.total)],
    };
    assertDistinct(name, {
      'blue.events': own.blue[0],
      'blue.total': own.blue[1],
      'green.events': own.green[0],
      'green.total': own.green[1],
    });
    return new Guardrail(
      name,
      ({ tolerance }) => planned({ name, kind: 'events', ...rates(props, tolerance) }, props, { kind: 'own-metrics' }),
      own,
    );
  }

  /**
   * That predictions are distributed as those of the live version: no bin becomes more frequent than the tolerance allows. It only rolls
   * back. A bin without a value in a minute had no prediction. Throws as `metric()` does.
   *
   * @param name 1 to 32 letters, digits, `-` or `_`, unique among the guardrails.
   */
  public static distribution(name: string, props: DistributionGuardrailProps): Guardrail {
    const { blue, green } = props;
    const problems = new Problems();
    validateNumbers(props, problems);
    if (blue.length < 2 || blue.length > MAX_BINS || blue.length !== green.length) {
      problems.add(
        `blue and green must have the same 2 to ${MAX_BINS} bins, got ${blue.length} and ${green.length}; give a metric for each`,
      );
    }
    problems.throwIfAny(`guardrail ${name}`);
    const own = {
      name,
      blue: blue.map((bin) => countedMetric(name, bin)),
      green: green.map((bin) => countedMetric(name, bin)),
    };
    const sides = Object.entries({ blue: own.blue, green: own.green });
    assertDistinct(
      name,
      Object.fromEntries(sides.flatMap(([side, bins]) => bins.map((bin, index) => [`${side}[${index}]`, bin]))),
    );
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
    // The plan, the ledger and the evidence are JSON with the names as members, which are looked up.
    if (name in Object.prototype)
      problems.add(
        `name must not be one that every object of JavaScript has, got ${JSON.stringify(name)}; name what it counts`,
      );
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
