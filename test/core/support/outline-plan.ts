import { AnalysisPlan, PlannedGuardrail, ReleasePlan } from '../../../lib/contract';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';

/** A canary with two steps. */
export const PLAN: ReleasePlan = {
  steps: [
    { percent: 5, bakeSeconds: 600 },
    { percent: 50, bakeSeconds: 300 },
  ],
  bakeSeconds: 1800,
  measurement: {
    minimumRequests: 20,
    minutes: 3,
    holdSeconds: 300,
    otherwise: 'roll-back',
    limits: { errorRatePercent: 5, p99Seconds: 2, p90Seconds: 1, badMinutes: 1, ofMinutes: 3 },
  },
  standbySeconds: 3600,
  watchIntervalSeconds: 60,
  pollIntervalSeconds: 15,
  provisionTimeoutSeconds: 900,
  failedEnvironmentRetentionSeconds: 30,
};

export const ERRORS: PlannedGuardrail = {
  ...guardrail({ name: 'errors', kind: 'errors' }),
  source: { kind: 'failed-requests' },
  required: true,
};

export const SLOW: PlannedGuardrail = {
  ...guardrail({ name: 'slow-p90', kind: 'latency' }),
  source: { kind: 'slow-requests', percentile: 90, sloSeconds: 1 },
  required: true,
};

export const ANALYSIS: AnalysisPlan = { settings: judgeSettings(), guardrails: [ERRORS, SLOW], thresholds: [] };
