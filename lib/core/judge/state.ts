import {
  Batch,
  BinBatch,
  BinState,
  Counts,
  Guardrail,
  GuardrailState,
  GuardrailWeights,
  JudgeSettings,
  JudgeState,
} from '../../contract/judge';
import { addLevel, addRatio, ratioGrid, start } from './e-process';
import { gridsOf } from './guardrail';

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
 * @throws RangeError for counts that can't be, and for a guardrail whose numbers changed since the state was begun
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

function addBatch(read: GuardrailState, rule: Guardrail, batch: Batch): GuardrailState {
  const experiment = plausible(batch.experiment, rule.name);
  const control = plausible(batch.control, rule.name);
  const grids = gridsOf(rule);
  const { ratioUp, levelUp, ratioDown, levelDown } = read.weights;
  return {
    ...read,
    ...(experiment.total > 0 ? { lastSeen: batch.minute } : {}),
    control: plus(read.control, control),
    experiment: plus(read.experiment, experiment),
    weights: {
      ratioUp: addRatio(ratioUp, grids.ratioUp, rule.tolerance, experiment, control),
      levelUp: addLevel(levelUp, grids.levelUp, rule.floor, experiment),
      ratioDown: addRatio(ratioDown, grids.ratioDown, rule.badRatio, experiment, control),
      levelDown: addLevel(levelDown, grids.levelDown, rule.ceiling, experiment),
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
  return {
    ...read,
    ...(experiment.total > 0 ? { lastSeen: batch.minute } : {}),
    control: plus(read.control, control),
    experiment: plus(read.experiment, experiment),
    bins: bins.map((bin, index) => addBin(bin, rule, batch, { index, experiment, control })),
  };
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

function emptyBin({ tolerance }: Guardrail): BinState {
  return { control: 0, experiment: 0, ratioUp: start(ratioGrid(tolerance, 'up')) };
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
  };
}

/** The cursor before the first whole minute. */
function before({ startedAt }: JudgeState): number {
  return Math.ceil(startedAt / MINUTE) * MINUTE - MINUTE;
}

function startWeights(rule: Guardrail): GuardrailWeights {
  const { ratioUp, levelUp, ratioDown, levelDown } = gridsOf(rule);
  return { ratioUp: start(ratioUp), levelUp: start(levelUp), ratioDown: start(ratioDown), levelDown: start(levelDown) };
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

/**
 * Counts as they may be. Sums of two metrics can be a little apart, so there are at least as many requests as events: an event more than
 * requests would make the level's proof wrong.
 */
function plausible({ events, total }: Counts, name: string): Counts {
  if (!(events >= 0 && total >= 0 && Number.isFinite(events) && Number.isFinite(total))) {
    throw new RangeError(
      `guardrail "${name}" was given ${events} events of ${total}: counts must be numbers from 0; leave out a minute without data`,
    );
  }
  return { events, total: Math.max(events, total) };
}

function plus(one: Counts, other: Counts): Counts {
  return { events: one.events + other.events, total: one.total + other.total };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
