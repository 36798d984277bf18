import { LoadCounts, LoadRules } from '../../../lib/contract/load';
import { NO_LOAD_COUNTS } from '../../../lib/core/load/counts';
import { LoadHistogram } from '../../../lib/core/load/histogram';
import { stagesOf } from '../../../lib/core/load/stages';
import { StageResult } from '../../../lib/core/load/verdict';

/** 120 s of 100 requests a second make 12,000 requests. */
export const RULES: LoadRules = {
  name: 'load-test',
  peakRps: 100,
  beyondPeak: false,
  stageSeconds: 120,
  rpsPerWorker: 50,
  timeoutMs: 10_000,
  limits: { p50Ms: 50, p99Ms: 200, maxErrorPercent: 1 },
};

export const COMPARISON = { sharePercent: 10, pairs: 8, blockSeconds: 15 };

/** Answers that took so many milliseconds each, and how many of them. */
export function counts(times: readonly (readonly [ms: number, answers: number])[], more: Partial<LoadCounts> = {}) {
  const histogram = new LoadHistogram();
  times.forEach(([ms, answers]) => Array.from({ length: answers }, () => histogram.add(ms)));
  const failed = Object.values(more.errors ?? {}).reduce((sum, each) => sum + each, 0);
  const sent = histogram.count;
  const response = histogram.toJSON();
  const all: LoadCounts = {
    ...NO_LOAD_COUNTS,
    due: sent + (more.dropped ?? 0),
    sent,
    ok: sent - failed,
    response,
    service: response,
  };
  return { ...all, ...more };
}

export function stageResult(name: string, of: LoadCounts, rules: LoadRules = RULES): StageResult {
  const stage = stagesOf({ ...rules, beyondPeak: true }).find((each) => each.name === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return { stage, counts: of };
}
