import { DataContractSpec, JsonSchema, ModelRequest } from '../../contract/index';
import { SmokeAnswer } from '../smoke';

/** Paths (never values) at which data breaks a JSON Schema; empty when it is valid. */
export type Validate = (schema: JsonSchema, data: unknown) => readonly string[];

/** How a sample went. Paths and numbers only: requests and answers may be personal data. */
export interface SampleOutcome {
  readonly sample: string;
  readonly ok: boolean;
  readonly failures: readonly string[];
  /** What was wrong with the tries before, in order, the last four of them; absent when it was the first. */
  readonly earlierTries?: readonly string[];
  /** Tries in all; absent when it was the first. */
  readonly tries?: number;
}

const SHOWN_TRIES = 4;

/** Answers of what stands in front of the model, or of a model that is busy. */
const TEMPORARY: readonly number[] = [429, 502, 503, 504];

/** Whether another try may tell something else about the contract. An answer that breaks it once breaks it for its callers. */
export function isWorthAnotherTry(answer: SmokeAnswer): boolean {
  return answer.kind === 'failed' || TEMPORARY.includes(answer.status);
}

/** The last try, and what the ones before it came to. */
export function afterEarlierTries(last: SampleOutcome, earlier: readonly SampleOutcome[]): SampleOutcome {
  if (earlier.length === 0) return last;
  const earlierTries = earlier.slice(-SHOWN_TRIES).map(({ failures }) => failures[0]);
  return { ...last, earlierTries, tries: earlier.length + 1 };
}

/** Name of a sample by its place. */
export function sampleName(index: number): string {
  return `sample-${index + 1}`;
}

/** Judges what was sent and what came back by the candidate's contract. */
export function judgeSample(
  sample: string,
  { body }: ModelRequest,
  answer: SmokeAnswer,
  { request, response }: Pick<DataContractSpec, 'request' | 'response'>,
  validate: Validate,
): SampleOutcome {
  const failures = [
    ...(request === undefined ? [] : breaks('request', body ?? '', request, validate)),
    ...answerFailures(answer, response, validate),
  ];
  return { sample, ok: failures.length === 0, failures };
}

function answerFailures(answer: SmokeAnswer, schema: JsonSchema | undefined, validate: Validate): readonly string[] {
  if (answer.kind === 'failed') return [answer.error];
  if (answer.status < 200 || answer.status > 299) return [`answer must have a status of 2xx, got ${answer.status}`];
  return schema === undefined ? [] : breaks('answer', answer.body, schema, validate);
}

function breaks(what: 'request' | 'answer', text: string, schema: JsonSchema, validate: Validate): readonly string[] {
  const data = parsed(text);
  if (data === undefined) return [`${what} must be JSON`];
  return validate(schema, data.value).map((path) => `${what} breaks the schema at ${path}`);
}

/** Wrapped, because `null` is a JSON value as good as any. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
