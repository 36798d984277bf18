import { DeployError } from './deploy-error';
import { resolveValue } from './intrinsics/resolve';
import { Desired } from './stack';
import { StackScope } from './stack-scope';

export interface StackOutputs {
  readonly outputs: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
}

/** Values of the outputs whose condition holds, and those among them that other stacks may import. */
export function outputsOf({ template }: Desired, scope: StackScope): StackOutputs {
  const outputs: Record<string, string> = {};
  const exports: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs)) {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) continue;
    const value = textOf(resolveValue(output.Value, scope, `Outputs.${name}.Value`), name);
    outputs[name] = value;
    if (output.Export === undefined) continue;
    exports[textOf(resolveValue(output.Export.Name, scope, `Outputs.${name}.Export.Name`), name)] = value;
  }
  return { outputs, exports };
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new DeployError(`output ${name} must be a text, got ${JSON.stringify(value) ?? 'nothing'}`);
}
