import { ReplayJudge } from './judge';

/**
 * Flagger's rule (v1 documentation): each interval a check of the metric against `thresholdRange`, here twice what is usual; a check without
 * a value fails. So many failed checks, in all, halt the release. 1 is the default; its documentation's examples have 5.
 */
export function flagger(threshold: number): ReplayJudge {
  return {
    name: `Flagger, threshold ${threshold}`,
    rollsBackAfter: ({ minutes, n1, x1, usualRate }) => {
      let failedChecks = 0;
      for (let minute = 0; minute < minutes; minute++) {
        const isIn = n1[minute] > 0 && x1[minute] / n1[minute] <= 2 * usualRate;
        if (!isIn) failedChecks += 1;
        if (failedChecks >= threshold) return minute + 1;
      }
      return undefined;
    },
  };
}
