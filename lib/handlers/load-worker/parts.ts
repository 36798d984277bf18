import { EnvironmentName, LoadRules } from '../../contract';
import { LoadPart, partsOf } from '../../core/load/parts';
import { LoadPlan, loadPlan } from '../../core/load/plan';
import { withoutComparison } from '../../core/load/result';
import { invalidInput } from '../shared/errors';
import { releaseOf } from '../shared/shards/context';
import { LoadContext } from './context';

/** A load test as it is played: without a live version there is nothing to compare with. */
export interface PlayedTest {
  readonly environment: EnvironmentName;
  readonly live: EnvironmentName | undefined;
  readonly rules: LoadRules;
  readonly plan: LoadPlan;
  readonly parts: readonly LoadPart[];
}

/** Throws what stops the release. */
export async function playedTest(context: LoadContext, releaseId: string, declared: LoadRules): Promise<PlayedTest> {
  const { environment, live } = await releaseOf(context, releaseId);
  const rules = live === undefined ? withoutComparison(declared) : declared;
  const plan = loadPlan(rules);
  return { environment, live, rules, plan, parts: partsOf(plan) };
}

export function partAt(parts: readonly LoadPart[], index: number): LoadPart {
  const part = parts[index];
  if (part !== undefined) return part;
  throw invalidInput(`part must be one of 0 to ${parts.length - 1}, got ${index}; start the release again`);
}
