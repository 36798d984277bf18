import { Recording } from '../../../core/retrospective/recording';

/** What the files of one side hold. */
export interface Side {
  readonly recording: Recording;
  /**
   * Guardrails with requests and not one value for events, each with what is wrong: CloudWatch leaves out zeros, and answers the same when
   * a name or a dimension is wrong.
   */
  readonly silent: ReadonlyMap<string, string>;
  /** What was read otherwise than it stands there, in words. */
  readonly notes: readonly string[];
}

/** Where in a file things stand: columns of a CSV file, or Ids and Labels of CloudWatch's exports. */
export interface Names {
  readonly timestamp: string;
  readonly total: string;
  readonly events: string;
  /** Column that says which guardrail a row is about. */
  readonly guardrail: string;
  /** What a file's only guardrail is called. */
  readonly onlyGuardrail: string;
}

/** `1 minute`, `2 minutes`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function minuteOf(seconds: number): number {
  return Math.floor(seconds / 60) * 60;
}
