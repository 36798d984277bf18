import { Guardrail, GuardrailEvidence, JudgeSettings } from '../../contract/judge';
import { minutesToDecide, sufficientRequests } from '../judge/in-time';
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
  const available = minutesToDecide(settings);
  return guardrails.flatMap((rule, index) => {
    const { name, control, experiment, controlRate } = evidence[index];
    const requests = control.total + experiment.total;
    if (controlRate === undefined || experiment.total === 0) return [];
    const traffic = steady(requests / (seconds / MINUTE), experiment.total / requests);
    const inTime = (effortWith: (assumed: PlannedTraffic) => Effort | undefined): Needed | undefined => {
      const effort = effortWith(traffic);
      const assumed = (perMinute: number) => [effortWith({ ...traffic, requestsPerMinute: perMinute })];
      const sufficientPerMinute = sufficientRequests(assumed, available);
      return effort && sufficientPerMinute !== undefined ? { ...effort, sufficientPerMinute } : undefined;
    };
    const suspected = { baseRate: controlRate, ratio: rule.badRatio };
    const part = partOf(rule, guardrails);
    const toPromote = inTime((assumed) => effortToPromote(rule, controlRate, assumed, settings));
    const toRollBack = inTime((assumed) => effortToRollBack(rule, suspected, assumed, settings, part));
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
