/** What was done for a golden set, as AWS counts it. */
export interface GoldenWork {
  readonly shards: number;
  /** Milliseconds that all invocations took together. */
  readonly milliseconds: number;
  /** Memory of the function in MB. */
  readonly memoryMb: number;
}

/** What it costs, in US dollars, and of what. */
export interface GoldenCost {
  readonly usd: number;
  readonly lambdaGbSeconds: number;
  readonly lambdaRequests: number;
  readonly stateTransitions: number;
  readonly s3Puts: number;
  readonly s3Gets: number;
}

/**
 * List prices of us-east-1 in US dollars, without free tiers and discounts, for Arm functions, standard workflows and S3 Standard
 * (AWS' pricing pages as quoted in 2026; AWS changes them, and other regions differ).
 */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1_000_000,
  stateTransition: 0.025 / 1_000,
  s3Put: 0.005 / 1_000,
  s3Get: 0.0004 / 1_000,
} as const;

/** Split, reduce and record. */
const OTHER_INVOCATIONS = 3;
/** Split, Map, reduce, record, choice. */
const OTHER_TRANSITIONS = 5;
/** A child starts, and runs one task (inference: AWS' page says that transitions of all machines count). */
const TRANSITIONS_PER_SHARD = 2;
/** A shard and its counts are written once, and read once; the time limit is read with each shard. */
const PUTS_PER_SHARD = 2;
const GETS_PER_SHARD = 3;
/** Description, time limit and result are written; set and description are read. */
const OTHER_PUTS = 3;
const OTHER_GETS = 2;

/** Estimates what AWS asks for a golden set's evaluation, without the environments that answer it and the transfer between zones. */
export function goldenCost({ shards, milliseconds, memoryMb }: GoldenWork): GoldenCost {
  const lambdaGbSeconds = (milliseconds / 1000) * (memoryMb / 1024);
  const lambdaRequests = shards + OTHER_INVOCATIONS;
  const stateTransitions = TRANSITIONS_PER_SHARD * shards + OTHER_TRANSITIONS;
  const s3Puts = PUTS_PER_SHARD * shards + OTHER_PUTS;
  const s3Gets = GETS_PER_SHARD * shards + OTHER_GETS;
  const usd =
    lambdaGbSeconds * PRICES.lambdaGbSecond +
    lambdaRequests * PRICES.lambdaRequest +
    stateTransitions * PRICES.stateTransition +
    s3Puts * PRICES.s3Put +
    s3Gets * PRICES.s3Get;
  return {
    usd: Number(usd.toPrecision(2)),
    lambdaGbSeconds: Number(lambdaGbSeconds.toPrecision(3)),
    lambdaRequests,
    stateTransitions,
    s3Puts,
    s3Gets,
  };
}
