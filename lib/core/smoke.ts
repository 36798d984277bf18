import { ExpectedValue, SmokeRequest, SmokeSpec, Verdict } from '../contract/index';
import { canonicalJson } from './content-hash';
import { Captured } from './smoke-sequence';

/** What a request brought: an answer, or why there was none. */
export type SmokeAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly latencyMs: number;
      readonly body: string;
      /** By their names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'failed'; readonly error: string; readonly latencyMs: number };

/** Libraries that the core does not choose. */
export interface SmokeTools {
  /** Paths (never values) at which the data breaks the JSON Schema; empty when it is valid. Throws on a schema that is none. */
  validate(schema: Record<string, unknown>, data: unknown): readonly string[];
  /** Value at a JMESPath; null when there is none. Throws on a path that is none. */
  search(path: string, data: unknown): unknown;
}

/** How one request went. Names, numbers and paths only: a model's answers may be personal data. */
export interface SmokeOutcome {
  readonly request: string;
  readonly ok: boolean;
  readonly status?: number;
  readonly latencyMs: number;
  readonly failures: readonly string[];
  /** What was wrong with the tries before, in order, the last four of them; absent when it was the first. */
  readonly earlierTries?: readonly EarlierTry[];
  /** Tries in all; absent when it was the first. */
  readonly tries?: number;
}

export type EarlierTry = Pick<SmokeOutcome, 'status' | 'latencyMs'> & { readonly failure: string };

/** What one answer comes to. What was captured goes to later requests only, never into a verdict. */
export interface SmokeJudgement {
  readonly outcome: SmokeOutcome;
  readonly captured: Captured;
}

/** Enough to see whether it was always the same. 50 requests of 20 tries would fill the ledger. */
const SHOWN_TRIES = 4;

/** Judges one answer against what its request expects. Everything that is wrong is named. */
export function judgeAnswer(request: SmokeRequest, answer: SmokeAnswer, tools: SmokeTools): SmokeJudgement {
  const latencyMs = Math.round(answer.latencyMs);
  const { name } = request;
  if (answer.kind === 'failed') {
    return { outcome: { request: name, ok: false, latencyMs, failures: [answer.error] }, captured: {} };
  }
  const { missing, captured } = capture(request, answer.body, tools);
  const failures = [
    ...statusFailures(request, answer.status),
    ...latencyFailures(request, answer.latencyMs),
    ...headerFailures(request, answer.headers),
    ...bodyFailures(request, answer.body, tools),
    ...missing,
  ];
  return {
    outcome: { request: name, ok: failures.length === 0, status: answer.status, latencyMs, failures },
    captured,
  };
}

/** A request that needs what no request before it found is not sent. */
export function notSent(request: SmokeRequest, missing: readonly string[]): SmokeOutcome {
  const failures = missing.map((name) => `not sent: no request before it found {{${name}}}`);
  return { request: request.name, ok: false, latencyMs: 0, failures };
}

/** The last try, and what the ones before it came to. */
export function withEarlierTries(last: SmokeOutcome, earlier: readonly SmokeOutcome[]): SmokeOutcome {
  if (earlier.length === 0) return last;
  const earlierTries = earlier.slice(-SHOWN_TRIES).map(({ status, latencyMs, failures }) => ({
    ...(status === undefined ? {} : { status }),
    latencyMs,
    failure: failures[0],
  }));
  return { ...last, earlierTries, tries: earlier.length + 1 };
}

/** The verdict over all requests: every one must be right. */
export function smokeVerdict(spec: SmokeSpec, outcomes: readonly SmokeOutcome[]): Verdict {
  const evidence = { requests: outcomes };
  if (outcomes.length === 0) {
    return { check: spec.name, status: 'INSUFFICIENT_DATA', reason: 'no request was sent', evidence };
  }
  const failed = outcomes.filter(({ ok }) => !ok);
  if (failed.length === 0) {
    return {
      check: spec.name,
      status: 'PASS',
      reason: `${outcomes.length} of ${outcomes.length} requests answered as expected`,
      evidence,
    };
  }
  const first = failed[0];
  const reason = `${failed.length} of ${outcomes.length} requests failed; ${first.request}: ${first.failures[0]}`;
  return { check: spec.name, status: 'FAIL', reason, evidence };
}

function statusFailures(request: SmokeRequest, status: number): string[] {
  return status === request.expectedStatus ? [] : [`status must be ${request.expectedStatus}, got ${status}`];
}

function latencyFailures(request: SmokeRequest, latencyMs: number): string[] {
  if (request.maxLatencyMs === undefined || latencyMs <= request.maxLatencyMs) return [];
  return [`answer must take ${request.maxLatencyMs} ms at most, took ${Math.round(latencyMs)} ms`];
}

function headerFailures({ expectedHeaders = {} }: SmokeRequest, headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(expectedHeaders).flatMap(([name, expected]) => {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return [`header ${name} is not there`];
    const holds = expected.endsWith('*') ? value.startsWith(expected.slice(0, -1)) : value === expected;
    return holds ? [] : [`header ${name} is not the expected one`];
  });
}

/** A value that is not there fails the request that should have found it, not only those that need it. */
function capture(
  { capture: paths = {} }: SmokeRequest,
  body: string,
  tools: SmokeTools,
): { readonly missing: readonly string[]; readonly captured: Captured } {
  const names = Object.entries(paths);
  if (names.length === 0) return { missing: [], captured: {} };
  const data = parseJson(body);
  const found = names.map(
    ([name, path]) => [name, path, data && (tools.search(path, data.value) ?? undefined)] as const,
  );
  return {
    missing: found
      .filter(([, , value]) => value === undefined)
      .map(([name, path]) => `nothing at ${path} for {{${name}}}`),
    captured: Object.fromEntries(found.flatMap(([name, , value]) => (value === undefined ? [] : [[name, value]]))),
  };
}

function bodyFailures(request: SmokeRequest, body: string, tools: SmokeTools): string[] {
  const expectedValues = request.expectedValues ?? [];
  if (request.schema === undefined && expectedValues.length === 0) return [];
  const data = parseJson(body);
  if (data === undefined) return ['answer must be JSON'];
  const schemaPaths = request.schema === undefined ? [] : tools.validate(request.schema, data.value);
  return [
    ...schemaPaths.map((path) => `answer breaks the schema at ${path}`),
    ...expectedValues
      .filter((expected) => !isAsExpected(expected, tools.search(expected.path, data.value)))
      .map(describe),
  ];
}

function describe({ path, tolerance }: ExpectedValue): string {
  return `value at ${path} is not the expected one${tolerance === undefined ? '' : ` (tolerance ${tolerance})`}`;
}

function isAsExpected(expected: ExpectedValue, actual: unknown): boolean {
  if (typeof expected.value === 'number' && typeof actual === 'number') {
    return Math.abs(actual - expected.value) <= (expected.tolerance ?? 0);
  }
  return canonicalJson(expected.value) === canonicalJson(actual);
}

/** Wrapped, because `null` is a JSON value as good as any. */
function parseJson(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
