import { Guardrail, GuardrailKind, JudgeSettings } from '../../contract/judge';
import { levelGrid, ratioGrid } from './e-process';

/** A guardrail as somebody declares it. */
export type GuardrailSpec = Pick<Guardrail, 'name' | 'kind'> & Partial<Guardrail>;

/** One host is a little slower than another, and one client's retries count many times: a quarter more is no regression. */
const TOLERANCE = 1.25;

/** A default for what is bad leaves at least this factor above the tolerance: between the two nothing is decided. */
const ROOM_ABOVE_TOLERANCE = 1.2;
const HIGHEST_BAD_RATIO = 100;

/** Three events that only the experiment has are convincing at a small share of the traffic; one client's retries make three. */
const MIN_BAD_EVENTS = 5;

/**
 * A version with a hundred times the errors wins the bet on ten times as soon as one on a hundred, or an event later: at a share of 10 % of the
 * traffic one event that only it has is worth 1.46 on that bet and 2.01 on the other, and with the five events that there must be before a
 * rollback, either is enough. Each further bet takes from the stake of those that find three times the errors.
 */
const HIGHEST_RATIO = 10;

/** Above a wide tolerance, or a low percentile, there must still be one ratio for slow faults and one for fast ones. */
const FEWEST_BETS = 2;

const COMMON = { tolerance: TOLERANCE, weight: 1, minBadEvents: MIN_BAD_EVENTS };

/**
 * Defaults of each kind. Failed requests are compared from 0.1 % on, and are bad from twice the control's rate on when they are 1 % at
 * least. A tenth of the control's requests is slow by its own p90: half more of them is bad.
 *
 * A model that got slower shows above its p90 and above its p99: each has half a weight, so that both together have as much of the evidence as
 * the errors, which show in one guardrail alone.
 *
 * Drift only rolls back. To prove that no bin became more frequent takes far more predictions than a release has, and a new version is
 * often meant to predict differently; a promotion needs that it was measured, and nothing more.
 */
const DEFAULTS: Readonly<Record<GuardrailKind, Omit<Guardrail, 'name' | 'kind'>>> = {
  errors: { ...COMMON, badRatio: 2, floor: 0.001, ceiling: 0.01, rollbackOnly: false },
  latency: { ...COMMON, weight: 0.5, badRatio: 1.5, floor: 0, ceiling: 0, rollbackOnly: false },
  events: { ...COMMON, badRatio: 2, floor: 0, ceiling: 0, rollbackOnly: false },
  drift: { ...COMMON, badRatio: 2, floor: 0, ceiling: 0, rollbackOnly: true },
};

/** Of 60 minutes with the field's habits; see `JudgeSettings`. */
const SETTINGS: JudgeSettings = {
  alphaRollback: 0.01,
  alphaPromote: 0.05,
  maxDurationSeconds: 3_600,
  minimumRequests: 100,
  onInconclusive: 'rollback',
  staleMinutes: 10,
  lagSeconds: 180, // metrics of 60 s are complete 2 minutes after the minute's end (inference; the alarms plan with it too)
};

/**
 * The guardrail with its defaults.
 *
 * @throws RangeError with all that is wrong with it
 */
export function guardrail(spec: GuardrailSpec): Guardrail {
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  const defaults = { ...DEFAULTS[spec.kind], ...given } as Guardrail;
  const full = { ...defaults, badRatio: spec.badRatio ?? defaultBadRatio(defaults.badRatio, spec.tolerance) };
  const problems = guardrailProblems(full);
  if (problems.length > 0) throw new RangeError(`guardrail "${spec.name}": ${problems.join('; ')}`);
  return full;
}

/** The usual ratio, or one that leaves room above a wide tolerance: to widen it alone must not need another number. */
export function defaultBadRatio(usual: number, tolerance = TOLERANCE): number {
  const room = Number((ROOM_ABOVE_TOLERANCE * tolerance).toPrecision(6));
  return Math.min(HIGHEST_BAD_RATIO, Math.max(usual, room));
}

/**
 * Settings with their defaults.
 *
 * @throws RangeError with all that is wrong with them
 */
export function judgeSettings(spec: Partial<JudgeSettings> = {}): JudgeSettings {
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  const full: JudgeSettings = { ...SETTINGS, ...given };
  const problems = settingsProblems(full);
  if (problems.length > 0) throw new RangeError(`settings of the judge: ${problems.join('; ')}`);
  return full;
}

/** What is wrong with the numbers of a guardrail. */
export function guardrailProblems(rule: Guardrail): string[] {
  const { tolerance, badRatio, floor, ceiling, weight, minBadEvents, kind, rollbackOnly } = rule;
  const problems: string[] = [];
  if (!(tolerance >= 1 && ratioGrid(tolerance, 'up').length > 0)) {
    problems.push(`tolerance must be at least 1 and below 100, got ${tolerance}; 1.25 allows a quarter more`);
  }
  // Drift proves nothing for a promotion, and so has no rate that is bad.
  if (kind !== 'drift' && (!(badRatio > tolerance) || badRatio > HIGHEST_BAD_RATIO)) {
    problems.push(
      `badRatio must be above the tolerance ${tolerance} and ${HIGHEST_BAD_RATIO} at most, got ${badRatio}; between the two nothing is decided`,
    );
  }
  if (!(floor >= 0 && floor <= 0.4)) {
    problems.push(`floor must be a rate from 0 to 0.4, got ${floor}; 0.001 is 0.1 %, 0 is none`);
  }
  if (!(ceiling >= 0 && ceiling < 1)) {
    problems.push(`ceiling must be a rate from 0 and below 1, got ${ceiling}; 0.01 is 1 %, 0 is none`);
  }
  if (ceiling > 0 && floor > ceiling) {
    problems.push(
      `floor must be the ceiling ${ceiling} at most, got ${floor}; a rate between the two would be good and yet not proven not to be bad: ` +
        'lower the floor, or raise the ceiling',
    );
  }
  if (!(weight > 0 && Number.isFinite(weight))) {
    problems.push(`weight must be above 0, got ${weight}; leave the guardrail out instead`);
  }
  if (!(Number.isInteger(minBadEvents) && minBadEvents >= 1)) {
    problems.push(`minBadEvents must be a whole number from 1, got ${minBadEvents}`);
  }
  if (kind === 'drift' && !rollbackOnly) {
    problems.push('a drift guardrail can only roll back: set rollbackOnly, or leave it out');
  }
  if (kind === 'drift' && (floor > 0 || ceiling > 0)) {
    problems.push('a drift guardrail has neither floor nor ceiling: its bins have rates of their own');
  }
  return problems;
}

function settingsProblems(settings: JudgeSettings): string[] {
  const problems: string[] = [];
  for (const name of ['alphaRollback', 'alphaPromote'] as const) {
    const alpha = settings[name];
    if (!(alpha > 0 && alpha < 0.5)) problems.push(`${name} must be above 0 and below 0.5, got ${alpha}; 0.01 is 1 %`);
  }
  for (const name of ['maxDurationSeconds', 'minimumRequests', 'staleMinutes'] as const) {
    if (!(settings[name] >= 1)) problems.push(`${name} must be 1 at least, got ${settings[name]}`);
  }
  if (!(settings.lagSeconds >= 60)) {
    problems.push(`lagSeconds must be 60 at least, got ${settings.lagSeconds}: no minute is over before`);
  }
  return problems;
}

/**
 * Ratios to the control's rate that a rollback bets on: those of the kernel up to the guardrail's highest, in each bin of a drift guardrail
 * all of them. A mean of any bets that are chosen beforehand is such a process, and of fewer bets each has a larger part of the stake.
 */
export function ratiosUp({ tolerance, kind, highestRatio = HIGHEST_RATIO }: Guardrail): readonly number[] {
  const all = ratioGrid(tolerance, 'up');
  if (kind === 'drift') return all;
  return all.filter((ratio, index) => ratio <= highestRatio || index < FEWEST_BETS);
}

/** Bets of a guardrail, in the order of its weights. Those that it does not need are empty. */
export type Grids = Readonly<Record<'ratioUp' | 'levelUp' | 'ratioDown' | 'levelDown', readonly number[]>>;

export function gridsOf(rule: Guardrail): Grids {
  const { badRatio, floor, ceiling, kind } = rule;
  const isDrift = kind === 'drift';
  return {
    ratioUp: isDrift ? [] : ratiosUp(rule),
    levelUp: floor > 0 ? levelGrid(floor, 'up') : [],
    ratioDown: isDrift ? [] : ratioGrid(badRatio, 'down'),
    levelDown: ceiling > 0 ? levelGrid(ceiling, 'down') : [],
  };
}
