import {
  BalancedEvents,
  Batch,
  BinBatch,
  BinState,
  Counts,
  Guardrail,
  GuardrailState,
  GuardrailWeights,
  JudgeSettings,
  JudgeState,
  SharedRequests,
} from '../../contract/judge';
import { addLevel, addRatio, ratioGrid, start } from './e-process';
import { gridsOf, ratiosUp } from './guardrail';
import { implausibility } from './plausible';
import { FULL_RESERVE, nextStake, raise, startWithReserve } from './reserve';

export const MINUTE = 60;

const NONE: Counts = { events: 0, total: 0 };

/** The state before anything was read. A minute that had begun before `startedAt`, in epoch seconds, does not count. */
export function startJudging(startedAt: number): JudgeState {
  return { startedAt, guardrails: {} };
}

/** Beginning of the last minute, in epoch seconds, whose metrics have settled at `now`. Read all guardrails up to the same one. */
export function lastReadableMinute(now: number, { lagSeconds }: Pick<JudgeSettings, 'lagSeconds'>): number {
  return Math.floor((now - lagSeconds) / MINUTE) * MINUTE;
}

/** Beginning of the first minute that was not read yet. */
export function firstUnreadMinute(state: JudgeState, { name }: Pick<Guardrail, 'name'>): number {
  return (state.guardrails[name]?.cursor ?? before(state)) + MINUTE;
}

/**
 * Reads minutes in their order, each at most once: those up to the guardrail's cursor change nothing, whether they come again or late. Give
 * only minutes up to `lastReadableMinute`. A minute that is not among them when a later one is counts as missing for good.
 *
 * @throws RangeError for counts that can't be (`implausibility`), and for a guardrail whose numbers changed since the state was begun
 */
export function readBatches(state: JudgeState, rule: Guardrail, batches: readonly Batch[]): JudgeState {
  if (rule.kind === 'drift') throw new RangeError(`guardrail "${rule.name}" counts bins: read it with readBins`);
  return readUnread(state, rule, batches, addBatch);
}

/**
 * The same for a drift guardrail.
 *
 * @throws RangeError also when the number of bins changes
 */
export function readBins(state: JudgeState, rule: Guardrail, batches: readonly BinBatch[]): JudgeState {
  if (rule.kind !== 'drift') throw new RangeError(`guardrail "${rule.name}" has no bins: read it with readBatches`);
  return readUnread(state, rule, batches, addBins);
}

function readUnread<T extends { readonly minute: number }>(
  state: JudgeState,
  rule: Guardrail,
  batches: readonly T[],
  add: (read: GuardrailState, rule: Guardrail, batch: T) => GuardrailState,
): JudgeState {
  const begun = state.guardrails[rule.name] ?? unread(state, rule);
  assertUnchanged(begun, rule);
  const inOrder = [...batches].sort((one, other) => one.minute - other.minute);
  const read = inOrder.reduce((all, batch) => {
    if (!Number.isInteger(batch.minute / MINUTE)) {
      throw new RangeError(
        `guardrail "${rule.name}": ${batch.minute} is not the beginning of a minute in epoch seconds`,
      );
    }
    return batch.minute > all.cursor ? add(passTo(all, batch.minute), rule, batch) : all;
  }, begun);
  return read === begun ? state : { ...state, guardrails: { ...state.guardrails, [rule.name]: read } };
}

/** Moves the cursor; the minutes that it passes have no data. */
function passTo(read: GuardrailState, minute: number): GuardrailState {
  const passed = (minute - read.cursor) / MINUTE - 1;
  return { ...read, cursor: minute, minutes: read.minutes + 1, missingMinutes: read.missingMinutes + passed };
}

/**
 * The ratios of `gridsOf` are the first of all ratios, so the number of weights says which are bet on. A state whose bets were begun by another
 * version of this library goes on with those, be they more or fewer: to leave some out now would be a process for the minutes
 * from here on, and another one for those that were judged already, and α holds for one.
 *
 * A minute of one side alone compares nothing, for the levels too: when all traffic has moved, the ratio stands still with what it had by luck,
 * and the level would go on alone to half of a proof that is meant to be of the same minutes.
 */
function addBatch(read: GuardrailState, rule: Guardrail, batch: Batch): GuardrailState {
  const experiment = plausible(batch.experiment, rule.name);
  const control = plausible(batch.control, rule.name);
  const grids = gridsOf(rule);
  const allRatios = ratioGrid(rule.tolerance, 'up');
  const compared = control.total > 0 ? experiment : NONE;
  const { ratioUp, levelUp, ratioDown, levelDown } = read.weights;
  const { stake, ...left } = takeStake(read);
  return {
    ...read,
    ...left,
    ...(experiment.total > 0 ? { lastSeen: batch.minute } : {}),
    control: plus(read.control, control),
    experiment: plus(read.experiment, experiment),
    shared: shareMinute(read, experiment, control),
    balanced: balanceMinute(read, experiment, control),
    weights: {
      ratioUp: addRatio(raise(ratioUp, stake), allRatios, rule.tolerance, experiment, control),
      levelUp: addLevel(raise(levelUp, stake), grids.levelUp, rule.floor, compared),
      ratioDown: addRatio(ratioDown, grids.ratioDown, rule.badRatio, experiment, control),
      levelDown: addLevel(levelDown, grids.levelDown, rule.ceiling, compared),
    },
  };
}

function addBins(read: GuardrailState, rule: Guardrail, batch: BinBatch): GuardrailState {
  const bins = read.bins ?? batch.experiment.map(() => emptyBin(rule));
  if (batch.experiment.length !== bins.length || batch.control.length !== bins.length) {
    const got = `${batch.experiment.length} of the experiment and ${batch.control.length} of the control`;
    throw new RangeError(
      `guardrail "${rule.name}" has ${bins.length} bins, got ${got}; bins are frozen before the shift`,
    );
  }
  const experiment = { events: 0, total: sum(batch.experiment) };
  const control = { events: 0, total: sum(batch.control) };
  plausible(experiment, rule.name);
  plausible(control, rule.name);
  const { stake, ...left } = takeStake(read);
  return {
    ...read,
    ...left,
    ...(experiment.total > 0 ? { lastSeen: batch.minute } : {}),
    control: plus(read.control, control),
    experiment: plus(read.experiment, experiment),
    shared: shareMinute(read, experiment, control),
    bins: bins.map((bin, index) => {
      const raised = { ...bin, ratioUp: raise(bin.ratioUp, stake) };
      return addBin(raised, rule, batch, { index, experiment, control });
    }),
  };
}

function shareMinute({ shared }: GuardrailState, experiment: Counts, control: Counts): SharedRequests {
  const { control: ofControl, experiment: ofExperiment } = shared ?? { control: 0, experiment: 0 };
  if (experiment.total === 0 || control.total === 0) return { control: ofControl, experiment: ofExperiment };
  return { control: ofControl + control.total, experiment: ofExperiment + experiment.total };
}

/**
 * The sums of Mantel and Haenszel's ratio (1959), which compares within each minute: Σ x₁ n₀/(n₁+n₀) by Σ x₀ n₁/(n₁+n₀). Rates of all minutes
 * together would differ between equal versions when both rise while one of them has more of the traffic than before.
 */
function balanceMinute({ balanced }: GuardrailState, experiment: Counts, control: Counts): BalancedEvents {
  const { control: ofControl, experiment: ofExperiment } = balanced ?? { control: 0, experiment: 0 };
  if (experiment.total === 0 || control.total === 0) return { control: ofControl, experiment: ofExperiment };
  const share = experiment.total / (experiment.total + control.total);
  return {
    control: ofControl + control.events * share,
    experiment: ofExperiment + experiment.events * (1 - share),
  };
}

/** What is bet on this minute besides, on each bet for a rollback, and the reserve that is left. */
function takeStake({ reserve }: GuardrailState): { readonly stake: number; readonly reserve?: number } {
  if (reserve === undefined) return { stake: 0 };
  const stake = nextStake(reserve);
  return { stake, reserve: reserve - stake };
}

/** A prediction in this bin is an event, and all predictions are the total. */
function addBin(
  bin: BinState,
  { name, tolerance }: Guardrail,
  batch: BinBatch,
  { index, experiment, control }: { readonly index: number; readonly experiment: Counts; readonly control: Counts },
): BinState {
  const inExperiment = plausible({ ...experiment, events: batch.experiment[index] }, name);
  const inControl = plausible({ ...control, events: batch.control[index] }, name);
  return {
    control: bin.control + inControl.events,
    experiment: bin.experiment + inExperiment.events,
    ratioUp: addRatio(bin.ratioUp, ratioGrid(tolerance, 'up'), tolerance, inExperiment, inControl),
  };
}

function emptyBin(rule: Guardrail): BinState {
  return { control: 0, experiment: 0, ratioUp: startWithReserve(ratiosUp(rule)) };
}

function unread(state: JudgeState, rule: Guardrail): GuardrailState {
  return {
    cursor: before(state),
    minutes: 0,
    missingMinutes: 0,
    control: NONE,
    experiment: NONE,
    rule: numbersOf(rule),
    weights: startWeights(rule),
    reserve: FULL_RESERVE,
  };
}

/** The cursor before the first whole minute. */
function before({ startedAt }: JudgeState): number {
  return Math.ceil(startedAt / MINUTE) * MINUTE - MINUTE;
}

function startWeights(rule: Guardrail): GuardrailWeights {
  const { ratioUp, levelUp, ratioDown, levelDown } = gridsOf(rule);
  return {
    ratioUp: startWithReserve(ratioUp),
    levelUp: startWithReserve(levelUp),
    ratioDown: start(ratioDown),
    levelDown: start(levelDown),
  };
}

function numbersOf({ tolerance, badRatio, floor, ceiling }: Guardrail): GuardrailState['rule'] {
  return { tolerance, badRatio, floor, ceiling };
}

/** Weights of other bets would be read as those of the new ones. */
function assertUnchanged({ rule: begun }: GuardrailState, rule: Guardrail): void {
  const now = numbersOf(rule);
  const changed = (Object.keys(now) as (keyof typeof now)[]).filter((key) => now[key] !== begun[key]);
  if (changed.length === 0) return;
  const differences = changed.map((key) => `${key} was ${begun[key]} and is ${now[key]}`).join(', ');
  throw new RangeError(`guardrail "${rule.name}" changed while it was judged: ${differences}; start to judge again`);
}

/** Counts as they may be: with as many requests as events at least, or the level's proof would be wrong. */
function plausible(counts: Counts, name: string): Counts {
  const problem = implausibility(counts);
  if (problem !== undefined) throw new RangeError(`guardrail "${name}" was given ${problem}`);
  return { events: counts.events, total: Math.max(counts.events, counts.total) };
}

function plus(one: Counts, other: Counts): Counts {
  return { events: one.events + other.events, total: one.total + other.total };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
