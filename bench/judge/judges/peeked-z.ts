import { ReplayJudge } from './judge';

/** One-sided 1 % of the normal distribution. */
const Z = 2.326347874;

/** The usual test of two proportions on all that was counted, with its 1 % spent anew at each look. */
export const PEEKED_Z: ReplayJudge = {
  name: 'z-test each minute',
  rollsBackAfter: ({ minutes, n1, x1, n0, x0 }) => {
    let [requests1, bad1, requests0, bad0] = [0, 0, 0, 0];
    for (let minute = 0; minute < minutes; minute++) {
      requests1 += n1[minute];
      bad1 += x1[minute];
      requests0 += n0[minute];
      bad0 += x0[minute];
      if (requests1 === 0 || requests0 === 0) continue;
      const pooled = (bad1 + bad0) / (requests1 + requests0);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / requests1 + 1 / requests0));
      if (error > 0 && bad1 / requests1 - bad0 / requests0 > Z * error) return minute + 1;
    }
    return undefined;
  },
};
