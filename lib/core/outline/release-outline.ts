import { CheckOutline, ReleasePlan, ShiftStep } from '../../contract';
import { checkGroups } from '../check-order';
import { holdOf, judgeHoldOf, normalisePlan } from '../plan';
import { SecondsRange, sum } from '../detection/timings';

export type OutlinePhase = 'provision' | 'check' | 'shift' | 'bake' | 'standby';

/** A phase that takes time: how long, and when it is over, counted from the start of the release. */
export interface PhaseOutline {
  readonly phase: OutlinePhase;
  readonly takes: SecondsRange;
  readonly until: SecondsRange;
}

/** A step of the traffic shift, and when it begins. */
export interface StepOutline extends ShiftStep {
  readonly startsAt: SecondsRange;
}

/** A release in the order of its time, in seconds. */
export interface ReleaseOutline {
  readonly phases: readonly PhaseOutline[];
  readonly steps: readonly StepOutline[];
  /** Checks that run together are in one group. */
  readonly checks: readonly (readonly CheckOutline[])[];
  /** Checks whose time nobody knows before: that of the phase is without them. */
  readonly untimedChecks: readonly string[];
  readonly promotedAfter: SecondsRange;
  /**
   * On top of all these times, seconds before all steps together: when tasks are missing by then, because the live side has grown or some
   * have died, each step waits for them as long as `provision` may.
   */
  readonly waitsForCapacity: SecondsRange;
  /** From the start to the end of the old version: both environments run, and cost, nearly as long. */
  readonly total: SecondsRange;
}

/** The time that a release takes by its plan: at least, when everything is ready at once, and at most, when no step has to wait for tasks. */
export function releaseOutline(declared: ReleasePlan, checks: readonly CheckOutline[]): ReleaseOutline {
  const plan = normalisePlan(declared);
  const groups = checkGroups(checks);
  const ofSteps = exactly(plan.steps.reduce((total, { bakeSeconds }) => total + bakeSeconds, 0));
  const bake = { from: plan.bakeSeconds, to: plan.bakeSeconds + holdOf(plan) };
  // The judge holds the last phase in which both versions have traffic.
  const held = { from: 0, to: judgeHoldOf(plan) };
  const hasHoldback = plan.holdbackPercent !== undefined;
  const takes: Readonly<Record<OutlinePhase, SecondsRange>> = {
    provision: { from: 0, to: plan.provisionTimeoutSeconds },
    check: { from: 0, to: groups.reduce((total, group) => total + longest(group), 0) },
    shift: hasHoldback ? ofSteps : sum(ofSteps, held),
    bake: hasHoldback ? sum(bake, held) : bake,
    standby: exactly(plan.standbySeconds),
  };
  const phases = inTurn(takes);
  const untilOf = (phase: OutlinePhase) => phases.find((each) => each.phase === phase)?.until ?? exactly(0);
  const total = untilOf('standby');
  return {
    phases,
    steps: stepsOf(plan, untilOf('check'), hasHoldback ? takes.bake : held),
    checks: groups,
    untimedChecks: checks.filter(({ atMostSeconds }) => atMostSeconds === undefined).map(({ name }) => name),
    promotedAfter: untilOf('bake'),
    waitsForCapacity: { from: 0, to: plan.steps.length * plan.provisionTimeoutSeconds },
    total,
  };
}

function inTurn(takes: Readonly<Record<OutlinePhase, SecondsRange>>): readonly PhaseOutline[] {
  let until = exactly(0);
  return (Object.keys(takes) as OutlinePhase[]).map((phase) => {
    until = { from: until.from + takes[phase].from, to: until.to + takes[phase].to };
    return { phase, takes: takes[phase], until };
  });
}

/** Before the last step, which has all traffic, comes what the judge may hold, and with a holdback the bake. */
function stepsOf({ steps }: ReleasePlan, begin: SecondsRange, beforeLast: SecondsRange): readonly StepOutline[] {
  let startsAt = begin;
  return steps.map((step, index) => {
    if (index > 0 && index === steps.length - 1) startsAt = sum(startsAt, beforeLast);
    const outline = { ...step, startsAt };
    startsAt = sum(startsAt, step.bakeSeconds);
    return outline;
  });
}

/** Of checks that run together. */
function longest(group: readonly CheckOutline[]): number {
  return Math.max(...group.map(({ atMostSeconds }) => atMostSeconds ?? 0));
}

function exactly(seconds: number): SecondsRange {
  return { from: seconds, to: seconds };
}
