import { ReleasePlan } from '../../../lib/contract';

/** Two steps and no waiting: these tests call the functions themselves. */
export const QUICK_PLAN: ReleasePlan = {
  steps: [
    { percent: 10, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ],
  bakeSeconds: 0,
  measurement: {
    minimumRequests: 20,
    minutes: 3,
    holdSeconds: 0,
    otherwise: 'promote',
    limits: { errorRatePercent: 5, p99Seconds: 2, p90Seconds: 1, badMinutes: 1, ofMinutes: 3 },
  },
  standbySeconds: 0,
  watchIntervalSeconds: 1,
  pollIntervalSeconds: 1,
  provisionTimeoutSeconds: 60,
  failedEnvironmentRetentionSeconds: 0,
};

/** Where nothing listens: for tests without a smoke check. */
export const NO_TEST_ENDPOINT = 'http://127.0.0.1:9';
