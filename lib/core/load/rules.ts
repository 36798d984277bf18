import { LoadComparison, LoadLimits, LoadRules } from '../../contract/load';
import { LIMITED_QUANTILES, samplesNeeded } from './samples';
import { requestsOfStage } from './schedule';
import { LoadStage } from './stages';

/** Bounds of what a load test may be told. */
export const LoadBounds = {
  MAX_PEAK_RPS: 100_000,
  /** A worker waits, sends and takes the last answers within the 15 minutes of a function. */
  MIN_STAGE_SECONDS: 5,
  MAX_STAGE_SECONDS: 600,
  MAX_TIMEOUT_MS: 60_000,
  /** One core sends more, but then it has no time left to notice answers when they come. */
  MAX_RPS_PER_WORKER: 500,
  /** A fifth of the 1,000 functions that an account may have running at a time, by default: the rest is for everything else. */
  MAX_WORKERS: 200,
  /** The live environment has its callers besides. */
  MAX_SHARE_PERCENT: 10,
  MAX_PAIRS: 40,
  MAX_BLOCK_SECONDS: 60,
} as const;

/** Requests of the stage that the verdict is about: of 100, one that fails is 1 %. */
export const LEAST_REQUESTS = 100;

/** Requests that each side of a comparison needs: of 1,000, 100 are above the live p90. */
export const COMPARED_SAMPLES = 1_000;

/** Fewer pairs of blocks say more about the minute than about the versions. */
export const LEAST_PAIRS = 4;

/** Everything that is wrong with the rules and the stages that come of them, in the user's words; empty when they are valid. */
export function ruleErrors(rules: LoadRules, stages: readonly LoadStage[]): readonly string[] {
  const single = [
    ...between(
      'peakRps',
      rules.peakRps,
      0,
      LoadBounds.MAX_PEAK_RPS,
      'give the requests a second of the busiest minute',
    ),
    ...(rules.capacityRps === undefined ? [] : above0('capacityRps', rules.capacityRps)),
    ...whole('stageSeconds', rules.stageSeconds, LoadBounds.MIN_STAGE_SECONDS, LoadBounds.MAX_STAGE_SECONDS),
    ...between('rpsPerWorker', rules.rpsPerWorker, 0, LoadBounds.MAX_RPS_PER_WORKER, 'let more workers send less each'),
    ...whole('timeoutMs', rules.timeoutMs, 1, LoadBounds.MAX_TIMEOUT_MS),
    ...limitErrors(rules.limits, rules.timeoutMs),
    ...(rules.comparison === undefined ? [] : comparisonErrors(rules.comparison, rules.peakRps)),
  ];
  return single.length > 0 ? single : stages.flatMap((stage) => stageErrors(rules, stage));
}

function limitErrors(limits: LoadLimits, timeoutMs: number): string[] {
  const given = LIMITED_QUANTILES.flatMap((name) => {
    const value = limits[`${name}Ms`];
    return value === undefined ? [] : [{ name: `limits.${name}Ms`, value }];
  });
  return [
    ...given.flatMap(({ name, value }) =>
      between(name, value, 0, timeoutMs, 'a slower answer fails at timeoutMs; raise that, or lower the limit'),
    ),
    ...given.slice(1).flatMap(({ name, value }, index) => {
      const { name: before, value: least } = given[index];
      return value >= least
        ? []
        : [`${name} must not be below ${before} (${least}), got ${value}; exchange them, or leave one out`];
    }),
    ...(limits.maxErrorPercent >= 0 && limits.maxErrorPercent < 100
      ? []
      : [`limits.maxErrorPercent must be 0 or more and less than 100, got ${limits.maxErrorPercent}; 1 is one of 100`]),
  ];
}

function comparisonErrors({ sharePercent, pairs, blockSeconds }: LoadComparison, peakRps: number): string[] {
  const errors = [
    ...between(
      'comparison.sharePercent',
      sharePercent,
      0,
      LoadBounds.MAX_SHARE_PERCENT,
      'the live environment has its callers besides',
    ),
    ...whole('comparison.pairs', pairs, LEAST_PAIRS, LoadBounds.MAX_PAIRS),
    ...(pairs % 2 === 0
      ? []
      : [`comparison.pairs must be even, got ${pairs}; live, idle, idle, live takes two pairs to be fair`]),
    ...whole('comparison.blockSeconds', blockSeconds, 5, LoadBounds.MAX_BLOCK_SECONDS),
  ];
  const compared = pairs * requestsOfStage({ rps: (peakRps * sharePercent) / 100, seconds: blockSeconds });
  if (errors.length > 0 || compared >= COMPARED_SAMPLES) return errors;
  return [
    `comparison must send ${COMPARED_SAMPLES} requests to each environment at least, got ${compared}; ` +
      'raise sharePercent, pairs or blockSeconds, or leave the comparison out',
  ];
}

function stageErrors({ capacityRps, limits }: LoadRules, stage: LoadStage): string[] {
  const errors: string[] = [];
  if (capacityRps !== undefined && stage.rps > capacityRps) {
    const remedy = stage.use === 'informational' ? 'leave beyondPeak out' : 'raise the capacity, or lower peakRps';
    errors.push(
      `stage ${stage.name} must stay within the declared capacity of ${capacityRps} requests a second, got ${stage.rps}; ${remedy}`,
    );
  }
  if (stage.workers > LoadBounds.MAX_WORKERS) {
    errors.push(
      `stage ${stage.name} must need ${LoadBounds.MAX_WORKERS} workers at most, got ${stage.workers}; raise rpsPerWorker`,
    );
  }
  if (stage.use !== 'verdict') return errors;
  if (stage.requests < LEAST_REQUESTS) {
    errors.push(
      `stage ${stage.name} must send ${LEAST_REQUESTS} requests at least, got ${stage.requests}; ` +
        `raise stageSeconds to ${Math.ceil(LEAST_REQUESTS / stage.rps)} (${LoadBounds.MAX_STAGE_SECONDS} at most), or use a smoke check`,
    );
  }
  const short = LIMITED_QUANTILES.filter(
    (name) => limits[`${name}Ms`] !== undefined && stage.requests < samplesNeeded(name),
  );
  return [
    ...errors,
    ...short.map(
      (name) =>
        `limits.${name}Ms must have ${samplesNeeded(name)} requests in stage ${stage.name}, got ${stage.requests}; ` +
        `raise stageSeconds to ${Math.ceil(samplesNeeded(name) / stage.rps)} (${LoadBounds.MAX_STAGE_SECONDS} at most), or leave the limit out`,
    ),
  ];
}

function above0(name: string, value: number): string[] {
  return value > 0 && Number.isFinite(value)
    ? []
    : [`${name} must be more than 0, got ${value}; leave it out if unknown`];
}

/** Above `low` and up to `high`. */
function between(name: string, value: number, low: number, high: number, remedy: string): string[] {
  return value > low && value <= high
    ? []
    : [`${name} must be above ${low} and up to ${high}, got ${value}; ${remedy}`];
}

function whole(name: string, value: number, low: number, high: number): string[] {
  if (Number.isInteger(value) && value >= low && value <= high) return [];
  return [`${name} must be a whole number from ${low} to ${high}, got ${value}; give one in that range`];
}
