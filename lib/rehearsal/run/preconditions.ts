import { Account } from '../aws/account';
import { callableOperations } from './api-names';
import { DeclaredModel } from './declared-model';
import { RehearseOptions } from './options';

/** Throws, with every problem, when the rehearsal that was asked for could not say anything about this model. */
export function requireSensible(options: RehearseOptions, model: DeclaredModel, account: Account): void {
  const problems = [...targetProblems(options, model, account)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** A fault that can't strike would be known at the end only, when the rehearsal was for nothing. */
function targetProblems(
  { fault, faultTarget }: RehearseOptions,
  model: DeclaredModel,
  account: Account,
): readonly string[] {
  if (faultTarget === undefined) return [];
  const [what, valid] =
    fault === 'throttle'
      ? [`an operation that the functions of ${model.name} may call`, callableOperations(account, model.actions)]
      : [`a function of ${model.name}`, [...model.functions].sort()];
  if (valid.includes(faultTarget)) return [];
  return [`--fault ${fault} must name ${what}, got ${JSON.stringify(faultTarget)}; choose one of ${valid.join(', ')}`];
}
