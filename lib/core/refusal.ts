import { ErrorName } from '../contract';

export type ErrorNameValue = (typeof ErrorName)[keyof typeof ErrorName];

/** Why something may not happen: the error name that the workflow matches, and a sentence with value, rule and remedy. */
export interface Refusal {
  readonly name: ErrorNameValue;
  readonly message: string;
}

export function refusal(name: ErrorNameValue, message: string): Refusal {
  return { name, message };
}
