import { Guardrail } from './guardrail';

/** The plan holds their rules, and is text in the environment of the release function, which holds 4 KB. */
const MAX_GUARDRAILS = 12;

/** What is wrong with guardrails together. */
export function guardrailProblems(guardrails: readonly Guardrail[]): readonly string[] {
  const names = guardrails.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [
    ...(twice.length === 0 ? [] : [`names must be unique, got ${twice.join(', ')} twice; name them differently`]),
    ...(names.length <= MAX_GUARDRAILS
      ? []
      : [`there must be ${MAX_GUARDRAILS} at most, got ${names.length}; leave out those that tell least`]),
  ];
}
