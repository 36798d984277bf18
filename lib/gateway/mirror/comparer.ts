import { GatewayMetric } from '../../contract/gateway';
import { Compare, ComparedAnswer, Comparison } from '../../core/compare/compare';
import { Slicing } from '../../core/compare/slice';
import { CountName } from '../metrics/counts';
import { Differing } from '../samples/sample';
import { Answer } from './answer';
import { AnswerPair, MirrorOutcome, PairObserver } from './observer';

/** Parsing takes the thread from live requests: pairs whose live answer is longer are counted as not comparable. */
const BODY_LIMIT = 64 * 1024;

const COUNTED: Record<Comparison, CountName> = {
  agree: GatewayMetric.AGREE,
  disagree: GatewayMetric.DISAGREE,
  error: GatewayMetric.COMPARE_ERROR,
  'not-comparable': GatewayMetric.NOT_COMPARABLE,
};

/**
 * What is counted of pairs within the live environment. Its failures are no noise of the model: counted as such, an overload of the live
 * side would raise the limit of the gate. Of them, and of what can't be compared, nothing is learnt.
 */
const COUNTED_IN_BASELINE: Record<Comparison, CountName | undefined> = {
  agree: GatewayMetric.BASELINE_AGREE,
  disagree: GatewayMetric.BASELINE_DISAGREE,
  error: undefined,
  'not-comparable': undefined,
};

/** Counts how the answers to mirrored requests compare. */
export class Comparer implements PairObserver {
  /** Undefined: nothing is compared. Changed while the gateway runs. */
  compare: Compare | undefined;
  /** Undefined: nothing is counted apart. */
  slicing: Slicing | undefined;

  /**
   * @param count is told of the slice too, when there are slices
   * @param differs gets what another environment answered otherwise
   */
  constructor(
    private readonly count: (name: CountName, slice: string | undefined) => void,
    private readonly differs: (differing: Differing) => void = () => undefined,
  ) {}

  get bodyLimit(): number {
    return this.compare === undefined ? 0 : BODY_LIMIT;
  }

  paired(pair: AnswerPair): void {
    const { live, mirror, request } = pair;
    if (this.compare === undefined) return;
    const outcome = comparisonOf(this.compare, live.answer, mirror.outcome);
    const isBaseline = live.environment === mirror.environment;
    const name = (isBaseline ? COUNTED_IN_BASELINE : COUNTED)[outcome];
    const slice = this.slicing?.(request);
    if (name !== undefined) this.count(name, slice);
    if (!isBaseline && (outcome === 'disagree' || outcome === 'error')) this.differs({ pair, outcome, slice });
  }
}

function comparisonOf(compare: Compare, live: Answer, outcome: MirrorOutcome): Comparison {
  // The live side was given more time than the copy, and took it.
  if (outcome.kind === 'timed-out' && live.totalMs >= outcome.afterMs) return 'not-comparable';
  try {
    return compare(comparedOf(live), outcome.kind === 'answered' ? comparedOf(outcome.answer) : undefined);
  } catch {
    return 'not-comparable'; // nested deeper than the stack
  }
}

function comparedOf({ status, body, lost }: Answer): ComparedAnswer {
  return { status, body: body?.toString(), lost };
}
