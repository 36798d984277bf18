import { TruthRule, TruthRules } from '../../contract/golden';
import { compilePath, PathExpression } from '../compare/path';
import { TruthEvaluator, truthEvaluatorOf } from '../compare/truth';
import { answerValue } from './answer-value';
import { Expected, GoldenItem } from './item';

/** An answer of one of the environments. Undefined in its place: there was none, be it late, cut off or refused. */
export interface GoldenAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/**
 * `row-count`: another number of predictions than expected, so that nobody knows which belongs to which row; `error`: no answer, no success,
 * or a body that is not what its content type says.
 */
export type Outcome = 'right' | 'wrong' | 'row-count' | 'error';

/** How one prediction went on both sides. */
export interface JudgedRow {
  /** Position in the list of predictions; undefined when an answer is one prediction. */
  readonly row?: number;
  /** `live`: the live version's answer was taken for right, because nothing else is known. */
  readonly truth: Expected['source'] | 'live';
  readonly candidate: Outcome;
  /** Undefined when no version is live, or when its answer is the truth. */
  readonly live?: Outcome;
}

/** Why nothing can be said about an item. */
export type Unjudged = 'nothing-expected' | 'live-failed';

export type Judgement = { readonly rows: readonly JudgedRow[] } | { readonly unjudged: Unjudged };

/** Judges the answers to one item. */
export type JudgeItem = (item: GoldenItem, candidate: GoldenAnswer | undefined, live: LiveAnswer) => Judgement;

/** `none`: no version is live. */
export type LiveAnswer = GoldenAnswer | undefined | 'none';

/** Splits CSV; `DatasetTools.csv`. */
type SplitCsv = (text: string) => readonly (readonly string[])[];

/** Throws an error for a path that is none. */
export function judging(rules: TruthRules, csv: SplitCsv): JudgeItem {
  const judge = compiled(rules);
  return ({ expected }, candidate, live) => {
    const candidateValue = valueOf(candidate, csv);
    const isLive = live !== 'none';
    const liveValue = isLive ? valueOf(live, csv) : undefined;
    const against = (truths: readonly Truth[], source: Expected['source']): Judgement => {
      const liveRows = isLive ? judge.rows(liveValue, truths) : [];
      return {
        rows: judge
          .rows(candidateValue, truths)
          .map((outcome, row) => judged(judge, row, source, outcome, liveRows[row])),
      };
    };
    if (expected?.source === 'label') return against(expected.anyOf.map(judge.ofLabel), 'label');
    if (!judge.needsTruth) return against([UNAIDED], 'label');
    const known = (expected?.anyOf ?? []).flatMap((answer) => judge.ofAnswer(answer) ?? []);
    if (known.length > 0) return against(known, 'recorded');
    if (!isLive) return { unjudged: 'nothing-expected' };
    const truth = judge.ofAnswer(liveValue);
    if (truth === undefined) return { unjudged: 'live-failed' };
    return { rows: judge.rows(candidateValue, [truth]).map((outcome, row) => judged(judge, row, 'live', outcome)) };
  };
}

function judged(
  { hasRows }: CompiledRules,
  row: number,
  truth: JudgedRow['truth'],
  candidate: Outcome,
  live?: Outcome,
): JudgedRow {
  return { ...(hasRows ? { row } : {}), truth, candidate, ...(live === undefined ? {} : { live }) };
}

/** What is expected of each prediction, by rule. */
interface Truth {
  readonly rows: readonly (readonly unknown[])[];
}

/** Where no rule asks what is expected, however many predictions there are: all of them count as one. */
const UNAIDED: Truth = { rows: [] };

interface CompiledRules {
  readonly hasRows: boolean;
  readonly needsTruth: boolean;
  readonly ofLabel: (label: unknown) => Truth;
  /** Undefined when a rule finds nothing in the answer: a misspelt path would find nothing in all of them, and they would all agree. */
  readonly ofAnswer: (answer: unknown) => Truth | undefined;
  /** Outcomes of the predictions of an answer, as many as are expected. @param answer undefined when there is none */
  readonly rows: (answer: unknown, truths: readonly Truth[]) => readonly Outcome[];
}

interface CompiledRule {
  readonly valueIn: PathExpression;
  readonly expectedIn: PathExpression;
  readonly evaluator: TruthEvaluator;
}

function compiled({ rules, rowsPath }: TruthRules): CompiledRules {
  const all = rules.map(compiledRule);
  const rowsIn = rowsPath === undefined ? undefined : compilePath(rowsPath);
  const predictionsOf = (answer: unknown): readonly unknown[] => {
    if (rowsIn === undefined) return [answer];
    const found = rowsIn(answer);
    return Array.isArray(found) ? found : [];
  };
  const isRight = (prediction: unknown, expected: readonly unknown[]): boolean =>
    all.every(({ valueIn, evaluator }, index) => {
      const value = valueIn(prediction);
      return value !== null && value !== undefined && evaluator.isRight(expected[index], value);
    });
  return {
    hasRows: rowsIn !== undefined,
    needsTruth: all.some(({ evaluator }) => evaluator.needsTruth),
    ofLabel: (label) => {
      const labels: readonly unknown[] = rowsIn !== undefined && Array.isArray(label) ? label : [label];
      return { rows: labels.map((each) => all.map(({ expectedIn }) => expectedIn(each))) };
    },
    ofAnswer: (answer) => {
      const predictions = answer === undefined ? [] : predictionsOf(answer);
      const found = predictions.map((prediction) => all.map(({ valueIn }) => valueIn(prediction)));
      if (found.length === 0 || found.flat().some(isNothing)) return undefined;
      return { rows: found.map((values) => all.map(({ evaluator }, index) => evaluator.expectedOf(values[index]))) };
    },
    rows: (answer, truths) => {
      const size = Math.max(1, ...truths.map((truth) => truth.rows.length));
      if (answer === undefined) return Array.from({ length: size }, () => 'error');
      const predictions = predictionsOf(answer);
      if (truths.includes(UNAIDED)) {
        return [predictions.length > 0 && predictions.every((each) => isRight(each, [])) ? 'right' : 'wrong'];
      }
      const fitting = truths.filter((truth) => truth.rows.length === predictions.length);
      if (fitting.length === 0) return Array.from({ length: size }, () => 'row-count');
      return Array.from({ length: size }, (_, row) =>
        fitting.some((truth) => row < predictions.length && isRight(predictions[row], truth.rows[row]))
          ? 'right'
          : 'wrong',
      );
    },
  };
}

function compiledRule(rule: TruthRule): CompiledRule {
  return {
    valueIn: compilePath(rule.path),
    expectedIn: compilePath(rule.expectedPath ?? '@'),
    evaluator: truthEvaluatorOf(rule),
  };
}

/** Undefined for no answer, no success, and what is not what its content type says. */
function valueOf(answer: GoldenAnswer | undefined, csv: SplitCsv): unknown {
  if (answer === undefined || answer.status < 200 || answer.status > 299) return undefined;
  return answerValue(answer.body, answer.contentType, csv);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
