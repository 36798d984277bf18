import { Counts, Guardrail, GuardrailState, JudgeSettings, JudgeState } from '../../contract/judge';
import { judge } from '../judge/judge';

/** With so many times the requests at the recorded rates the judge would have decided. */
export interface Sufficient {
  readonly factor: number;
  readonly verdict: 'PASS' | 'FAIL';
}

/** More than this is no advice for anybody. */
const LARGEST_FACTOR = 1_000;
/** The recorded rates are known to a few per cent at best. */
const PRECISION = 0.01;

/**
 * How many times the recorded traffic would have been enough for a verdict, about: as if each minute had had `factor` times the requests
 * and events. Every stake of the judge is a sum over minutes that is linear in the counts, so the scaled state is exact for such a
 * recording; a real one has noise of its own. Undefined when 1,000 times would not do, because the rates lie between good and bad.
 */
export function sufficientTraffic(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  state: JudgeState,
  now: number,
): Sufficient | undefined {
  // The question is about the amount of traffic, so traffic that has stopped does not count against it.
  const patient = { ...settings, staleMinutes: Number.POSITIVE_INFINITY };
  const verdictAt = (factor: number) => judge(patient, guardrails, scaled(state, factor), now).verdict;

  let enough = 1;
  while (verdictAt(enough) === 'INSUFFICIENT_DATA') {
    enough *= 2;
    if (enough > LARGEST_FACTOR) return undefined;
  }
  if (enough === 1) return { factor: 1, verdict: verdictAt(1) as Sufficient['verdict'] };
  let tooLittle = enough / 2;
  while (enough / tooLittle > 1 + PRECISION) {
    const between = Math.sqrt(enough * tooLittle);
    if (verdictAt(between) === 'INSUFFICIENT_DATA') tooLittle = between;
    else enough = between;
  }
  return { factor: enough, verdict: verdictAt(enough) as Sufficient['verdict'] };
}

function scaled(state: JudgeState, factor: number): JudgeState {
  const guardrails = Object.entries(state.guardrails).map(([name, read]): [string, GuardrailState] => [
    name,
    {
      ...read,
      control: times(read.control, factor),
      experiment: times(read.experiment, factor),
      weights: {
        ratioUp: all(read.weights.ratioUp, factor),
        levelUp: all(read.weights.levelUp, factor),
        ratioDown: all(read.weights.ratioDown, factor),
        levelDown: all(read.weights.levelDown, factor),
      },
    },
  ]);
  return { ...state, guardrails: Object.fromEntries(guardrails) };
}

function times({ events, total }: Counts, factor: number): Counts {
  return { events: events * factor, total: total * factor };
}

function all(logWeights: readonly number[], factor: number): readonly number[] {
  return logWeights.map((weight) => weight * factor);
}
