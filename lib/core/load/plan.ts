import { LoadComparison, LoadRules, LoadSchedule } from '../../contract/load';
import { requestsOfStage } from './schedule';
import { ruleErrors } from './rules';
import { LoadStage, stagesOf, workersFor } from './stages';

/** Seconds between the order for a stage and its first request: workers start, load their requests and wait for each other. */
export const LEAD_SECONDS = 30;

/**
 * Until the alarms of an environment are OK again that saw a stage beyond the peak: three minutes that are looked at by default, two until the
 * newest is there, and one for the looking (aws-facts 7).
 */
export const SECONDS_UNTIL_ALARMS_FORGET = 360;

/**
 * Requests that one worker may have under way: a function may have 1,024 files and sockets open, and needs some for itself.
 * (Lambda quotas; from memory.)
 */
const MOST_IN_FLIGHT = 900;

/** Seconds of the first block, in which the live environment alone says what is slow. */
const BASELINE_SECONDS = 60;

/** Memory of a worker that has one core to itself, in GB. */
const WORKER_GB = 1_769 / 1_024;

/** Of a GB-second and of a request to a function, x86 in us-east-1 (Lambda's price list; from memory). */
export interface LambdaPrices {
  readonly usdPerGbSecond: number;
  readonly usdPerRequest: number;
}

export const LAMBDA_PRICES: LambdaPrices = { usdPerGbSecond: 0.0000166667, usdPerRequest: 0.0000002 };

export type ComparedSide = 'live' | 'candidate';

/** A while in which one side gets the few requests of a comparison. */
export interface ComparisonBlock {
  readonly side: ComparedSide;
  /** From 0 on; undefined for the first block, which only says what is slow. */
  readonly pair?: number;
  readonly rps: number;
  readonly seconds: number;
  readonly workers: number;
  readonly requests: number;
}

export interface LoadPlan {
  readonly stages: readonly LoadStage[];
  /** After the stages; empty when nothing is compared. */
  readonly blocks: readonly ComparisonBlock[];
  /** At most, waiting for workers, for the last answers and for alarms included. */
  readonly seconds: number;
  readonly requests: number;
  /** Workers at a time. */
  readonly workers: number;
  readonly maxInFlight: number;
  /** US dollars for the workers; what the model itself costs, and the load balancer's share, come on top. */
  readonly usd: number;
}

/** The whole test. Throws an error that names everything that is wrong with its rules. */
export function loadPlan(rules: LoadRules, prices: LambdaPrices = LAMBDA_PRICES): LoadPlan {
  const stages = stagesOf(rules);
  const errors = ruleErrors(rules, stages);
  if (errors.length > 0) throw new Error(`invalid load test: ${errors.join('; ')}`);
  const blocks = rules.comparison === undefined ? [] : blocksOf(rules, rules.comparison);
  const parts = [...stages, ...blocks];
  const running = ({ seconds }: { readonly seconds: number }) => LEAD_SECONDS + seconds + rules.timeoutMs / 1000;
  return {
    stages,
    blocks,
    seconds: Math.ceil(
      parts.reduce((sum, part) => sum + running(part), rules.beyondPeak ? SECONDS_UNTIL_ALARMS_FORGET : 0),
    ),
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    workers: Math.max(...parts.map(({ workers }) => workers)),
    maxInFlight: maxInFlight(rules),
    usd: parts.reduce((sum, part) => sum + part.workers * costOf(running(part), prices), 0),
  };
}

/** When each worker of a stage or a block sends: all of them by the same start. */
export function schedulesOf(
  { rps, seconds, workers }: Pick<LoadStage, 'rps' | 'seconds' | 'workers'>,
  startAtMs: number,
): readonly LoadSchedule[] {
  return Array.from({ length: workers }, (_, worker) => ({ startAtMs, worker, workers, rps, seconds }));
}

/** Room for a worker's requests of a whole timeout: a model that never answers fills it, and no slow one does. */
function maxInFlight({ rpsPerWorker, timeoutMs }: LoadRules): number {
  return Math.min(MOST_IN_FLIGHT, Math.ceil((rpsPerWorker * timeoutMs) / 1000) + 1);
}

/** Live, idle, idle, live, and so on: what drifts evenly in that time adds the same to both. */
function blocksOf(
  { peakRps, rpsPerWorker }: LoadRules,
  { sharePercent, pairs, blockSeconds }: LoadComparison,
): readonly ComparisonBlock[] {
  const rps = Number(((peakRps * sharePercent) / 100).toFixed(6));
  const workers = workersFor(rps, rpsPerWorker);
  const block = (side: ComparedSide, seconds: number, pair?: number): ComparisonBlock => ({
    side,
    ...(pair === undefined ? {} : { pair }),
    rps,
    seconds,
    workers,
    requests: requestsOfStage({ rps, seconds }),
  });
  const inTurn = Array.from({ length: pairs }, (_, pair) => {
    const sides: readonly ComparedSide[] = pair % 2 === 0 ? ['live', 'candidate'] : ['candidate', 'live'];
    return sides.map((side) => block(side, blockSeconds, pair));
  });
  return [block('live', BASELINE_SECONDS), ...inTurn.flat()];
}

function costOf(seconds: number, { usdPerGbSecond, usdPerRequest }: LambdaPrices): number {
  return seconds * WORKER_GB * usdPerGbSecond + usdPerRequest;
}
