import { CheckOutline, ReleasePlan } from '../../contract';
import { checkGroups } from '../check-order';
import { bakeStepIndex, holdOf, judgeHoldOf, normalisePlan } from '../plan';
import { SecondsRange } from '../detection/timings';

export type OutlinePhase = 'provision' | 'check' | 'shift' | 'bake' | 'standby';

/** A phase that takes time: how long, and when it is over, counted from the start of the release. */
export interface PhaseOutline {
  readonly phase: OutlinePhase;
  readonly takes: SecondsRange;
  readonly until: SecondsRange;
}

/** A step of the traffic shift: its share of the traffic, and from when to when, at most. */
export interface StepOutline {
  readonly percent: number;
  readonly bakeSeconds: number;
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
  /** From the start to the end of the old version: both environments run, and cost, nearly as long. */
  readonly total: SecondsRange;
}

/** The time that a release takes by its plan: at least, when everything is ready at once, and at most. */
export function releaseOutline(declared: ReleasePlan, checks: readonly CheckOutline[]): ReleaseOutline {
  const plan = normalisePlan(declared);
  const groups = checkGroups(checks);
  const ofSteps = plan.steps.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, 0);
  const takes: Readonly<Record<OutlinePhase, SecondsRange>> = {
    provision: { from: 0, to: plan.provisionTimeoutSeconds },
    check: { from: 0, to: groups.reduce((sum, group) => sum + longest(group), 0) },
    shift: { from: ofSteps, to: ofSteps + (plan.holdbackPercent === undefined ? judgeHoldOf(plan) : 0) },
    // The judge holds the last phase in which both versions have traffic.
    bake: {
      from: plan.bakeSeconds,
      to: plan.bakeSeconds + holdOf(plan) + (plan.holdbackPercent === undefined ? 0 : judgeHoldOf(plan)),
    },
    standby: exactly(plan.standbySeconds),
  };
  const phases = inTurn(takes);
  const untilOf = (phase: OutlinePhase) => phases.find((each) => each.phase === phase)?.until ?? exactly(0);
  const total = untilOf('standby');
  return {
    phases,
    steps: stepsOf(plan, untilOf('check')),
    checks: groups,
    untimedChecks: checks.filter(({ atMostSeconds }) => atMostSeconds === undefined).map(({ name }) => name),
    promotedAfter: untilOf('bake'),
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

/** With a holdback the bake comes before the last step. */
function stepsOf(plan: ReleasePlan, begin: SecondsRange): readonly StepOutline[] {
  let passed = 0;
  return plan.steps.map(({ percent, bakeSeconds }, index) => {
    const startsAt = { from: begin.from + passed, to: begin.to + passed };
    passed +=
      bakeSeconds + (plan.holdbackPercent !== undefined && index === bakeStepIndex(plan) ? plan.bakeSeconds : 0);
    return { percent, bakeSeconds, startsAt };
  });
}

/** Of checks that run together. */
function longest(group: readonly CheckOutline[]): number {
  return Math.max(...group.map(({ atMostSeconds }) => atMostSeconds ?? 0));
}

function exactly(seconds: number): SecondsRange {
  return { from: seconds, to: seconds };
}
