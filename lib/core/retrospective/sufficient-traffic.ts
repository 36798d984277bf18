import { Guardrail, GuardrailEvidence, JudgeSettings } from '../../contract/judge';
import { Effort, effortToPromote, effortToRollBack, partOf, PlannedTraffic } from '../judge/planner';
import { MINUTE } from '../judge/state';

/** What a decision takes with the recorded traffic, and the traffic with which it takes no longer than the time there is. */
export interface Needed extends Effort {
  /** Requests of both sides a minute with which 19 of 20 releases are decided in time. */
  readonly sufficientPerMinute: number;
}

/** What one guardrail would have needed. */
export interface SufficientTraffic {
  readonly guardrail: string;
  /** Recorded requests of both sides a minute, and the experiment's share of them, from 0 to 1. */
  readonly requestsPerMinute: number;
  readonly share: number;
  /** Recorded rate of the control, from 0 to 1. */
  readonly baseRate: number;
  /** To promote a version that is as good as the control; absent when that is never proven. */
  readonly toPromote?: Needed;
  /** To roll back one that is `badRatio` times as bad; absent when that is never proven. */
  readonly toRollBack?: Needed;
}

/**
 * What traffic would have been enough for guardrails that proved nothing, by the control's recorded rate and the recorded traffic. The
 * experiment's own rate is left out on purpose: of a few events it says little, and the question is what could have been told apart.
 *
 * @param seconds time that there was to decide in
 */
export function sufficientTraffic(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  evidence: readonly GuardrailEvidence[],
  seconds: number,
): readonly SufficientTraffic[] {
  const available = Math.max(1, (settings.maxDurationSeconds - settings.lagSeconds) / MINUTE);
  return guardrails.flatMap((rule, index) => {
    const { name, control, experiment, controlRate } = evidence[index];
    const requests = control.total + experiment.total;
    if (controlRate === undefined || experiment.total === 0) return [];
    const traffic = steady(requests / (seconds / MINUTE), experiment.total / requests);
    const inTime = (effort: Effort | undefined): Needed | undefined =>
      effort && {
        ...effort,
        sufficientPerMinute: Math.ceil((traffic.requestsPerMinute * effort.unluckyMinutes) / available),
      };
    const suspected = { baseRate: controlRate, ratio: rule.badRatio };
    const toPromote = inTime(effortToPromote(rule, controlRate, traffic, settings));
    const toRollBack = inTime(effortToRollBack(rule, suspected, traffic, settings, partOf(rule, guardrails)));
    return [
      {
        guardrail: name,
        requestsPerMinute: traffic.requestsPerMinute,
        share: traffic.steps[0].share,
        baseRate: controlRate,
        ...(toPromote && { toPromote }),
        ...(toRollBack && { toRollBack }),
      },
    ];
  });
}

function steady(requestsPerMinute: number, share: number): PlannedTraffic {
  return { requestsPerMinute, steps: [{ share, minutes: 1 }] };
}
