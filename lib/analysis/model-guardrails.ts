import { OwnGuardrail } from '../contract/index';
import { JudgeProps } from './analysis-props';
import { Guardrail } from './guardrail';
import { guardrailProblems } from './guardrail-problems';

/** What a model is judged by when it declares nothing. */
export function defaultGuardrails(): readonly Guardrail[] {
  return [Guardrail.errors(), Guardrail.latency({ percentile: 90 }), Guardrail.latency({ percentile: 99 })];
}

/** Guardrails of a model: those that are declared with it, and those that are added later, until the template is written. */
export class ModelGuardrails {
  private readonly all: Guardrail[];

  constructor({ guardrails }: JudgeProps) {
    this.all = [...(guardrails ?? defaultGuardrails())];
  }

  get list(): readonly Guardrail[] {
    return this.all;
  }

  /** What the watch function has to be told of. */
  get own(): readonly OwnGuardrail[] {
    return this.all.flatMap(({ _own }) => _own ?? []);
  }

  add(guardrail: Guardrail): void {
    this.all.push(guardrail);
  }
}

/** Adds a guardrail to a model that is judged. */
export function addGuardrail(modelName: string, guardrails: ModelGuardrails | undefined, added: Guardrail): void {
  if (guardrails === undefined) {
    throw new Error(
      `model "${modelName}" must have an analysis for a guardrail, got ${added.name}; use Analysis.judge() and a shift in steps`,
    );
  }
  const [problem] = guardrailProblems([...guardrails.list, added]);
  if (problem !== undefined) throw new Error(`guardrails of model "${modelName}": ${problem}`);
  guardrails.add(added);
}
