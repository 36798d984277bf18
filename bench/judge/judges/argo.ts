import {
  addMeasurement,
  Conditions,
  measurementOf,
  NO_MEASUREMENTS,
  thresholdStatus,
} from '../../../lib/core/judge/threshold-guardrail';
import { ReplayJudge } from './judge';

/** Argo Rollouts' analysis, `successCondition: result <= 2 × usual`, one measurement a minute; the library has the rule too. */
export function argo(failureLimit: number): ReplayJudge {
  return {
    name: `Argo, failureLimit ${failureLimit}`,
    rollsBackAfter: ({ minutes, n1, x1, usualRate }) => {
      const conditions: Conditions = { success: { operator: '<=', value: 2 * usualRate } };
      let state = NO_MEASUREMENTS;
      for (let minute = 0; minute < minutes; minute++) {
        const rate = n1[minute] > 0 ? x1[minute] / n1[minute] : undefined;
        state = addMeasurement(state, measurementOf(rate, conditions));
        const status = thresholdStatus({ failureLimit }, state);
        if (status === 'failed' || status === 'error') return minute + 1;
      }
      return undefined;
    },
  };
}
