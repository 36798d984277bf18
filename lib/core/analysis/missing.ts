import { AnalysisPlan, GuardrailState, JudgeState, PlannedGuardrail, ReleaseAnalysis } from '../../contract';
import { neverMeasured } from '../judge/judge';
import { MINUTES_TO_APPEAR, Side, VERSION } from './gap';
import { hasNoValues } from './threshold';
import { Unread } from './unread';

/** Of so many that are expected none at all come by chance in one of 500 million cases. */
const SURELY_SOME = 20;

/** What a promotion waits for and has no data, although others show that there was something to count: metrics, by their sides. */
export function missingMetrics(plan: AnalysisPlan, analysis: ReleaseAnalysis, unread: Unread): readonly string[] {
  const { state = { startedAt: 0, guardrails: {} } } = analysis;
  const required = plan.guardrails.filter(({ required: isRequired }) => isRequired);
  const readable = required.filter(({ name }) => !(name in unread));
  const silent = plan.thresholds.filter((rule) => rule.required && hasNoValues(rule, analysis.thresholds?.[rule.name]));
  const halves = required.flatMap(({ name }) => {
    const metric = unread[name]?.neverHadData;
    return metric === undefined ? [] : [`${name} (${metric})`];
  });
  return [...halves, ...withoutData(readable, state), ...silent.map(({ name }) => name)];
}

/** Guardrails without any data, and sides of guardrails, where another guardrail counted requests of both sides. */
function withoutData(readable: readonly PlannedGuardrail[], state: JudgeState): readonly string[] {
  const witnesses = Object.values(state.guardrails).filter(
    ({ minutes, control, experiment }) => minutes >= MINUTES_TO_APPEAR && control.total > 0 && experiment.total > 0,
  );
  const [witness] = [...witnesses].sort((one, other) => other.experiment.total - one.experiment.total);
  if (witness === undefined) return [];
  const never = neverMeasured(readable, state);
  const sides = readable
    .filter(({ name }) => !never.includes(name))
    .flatMap(({ name }) => oneSided(name, state.guardrails[name], witness));
  return [...never, ...sides];
}

function oneSided(name: string, read: GuardrailState, witness: GuardrailState): string[] {
  const sides: readonly [Side, Side][] = [
    ['control', 'experiment'],
    ['experiment', 'control'],
  ];
  return sides.flatMap(([side, other]) => {
    const expected = (read[other].total * witness[side].total) / witness[other].total;
    return read[side].total === 0 && expected >= SURELY_SOME ? [`${name} (${VERSION[side]})`] : [];
  });
}
