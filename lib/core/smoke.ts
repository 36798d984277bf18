import { ExpectedValue, SmokeRequest, SmokeSpec, Verdict } from '../contract';
import { canonicalJson } from './content-hash';

/** What a request brought: an answer, or why there was none. */
export type SmokeAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly latencyMs: number; readonly body: string }
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
}

/** Judges one answer against what its request expects. Everything that is wrong is named. */
export function judgeAnswer(request: SmokeRequest, answer: SmokeAnswer, tools: SmokeTools): SmokeOutcome {
  const latencyMs = Math.round(answer.latencyMs);
  if (answer.kind === 'failed') return { request: request.name, ok: false, latencyMs, failures: [answer.error] };
  const failures = [
    ...statusFailures(request, answer.status),
    ...latencyFailures(request, answer.latencyMs),
    ...bodyFailures(request, answer.body, tools),
  ];
  return { request: request.name, ok: failures.length === 0, status: answer.status, latencyMs, failures };
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
