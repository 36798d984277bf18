import { TokenPrices } from '../../../contract/index';
import { SmokeTools } from '../../smoke';
import { ModelAnswer } from '../answers/model-answer';
import { JsonRecord } from '../records';

/** What an assertion says. */
export interface Given {
  readonly value?: unknown;
  readonly threshold?: number;
}

/** An answer and what is known about it. */
export interface Answered {
  readonly answer: ModelAnswer;
  /** What text assertions read. */
  readonly output: string;
  /** From the request's first byte to the answer's last. */
  readonly latencyMs: number;
  readonly prices?: TokenPrices;
  /** `tools` of the request, as it was sent. */
  readonly tools?: readonly unknown[];
  /** `functions` of the request: OpenAI's older form of tools. */
  readonly functions?: readonly unknown[];
}

/** Libraries that the core does not choose. */
export interface PromptTools extends Pick<SmokeTools, 'validate'> {
  /** Elements of a well-formed XML document by name; undefined when it is none. */
  readonly parseXml: (text: string) => JsonRecord | undefined;
}

/** How an assertion was answered. Reasons have names and numbers, never what the model said or what was expected. */
export interface Grade {
  readonly pass: boolean;
  /** 0 to 1; any number for what only measures. */
  readonly score: number;
  readonly reason: string;
  /** The answer lacks what the assertion is about, so that its opposite is not true either. */
  readonly impossible?: boolean;
}

export interface NativeCheck {
  /** What is wrong with the assertion itself; undefined when nothing is. */
  readonly problem: (given: Given) => string | undefined;
  readonly grade: (given: Given, answered: Answered, tools: PromptTools) => Grade;
}

export function yesOrNo(pass: boolean, reason: string): Grade {
  return { pass, score: pass ? 1 : 0, reason };
}

/** A score that has to reach a threshold. */
export function scored(name: string, score: number, least: number): Grade {
  return { pass: score >= least, score, reason: `${name} ${rounded(score)}, at least ${least} asked for` };
}

/** A measurement that must not exceed a limit. */
export function limited(name: string, measured: number, most: number, unit = ''): Grade {
  return yesOrNo(measured <= most, `${name} ${rounded(measured)}${unit}, at most ${most}${unit} allowed`);
}

export function impossible(reason: string): Grade {
  return { pass: false, score: 0, reason, impossible: true };
}

/** What `not-` makes of a grade. */
export function negated(grade: Grade): Grade {
  if (grade.impossible === true) return grade;
  const score = Math.min(1, Math.max(0, 1 - grade.score));
  return { pass: !grade.pass, score, reason: `not: ${grade.reason}` };
}

export function isText(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
