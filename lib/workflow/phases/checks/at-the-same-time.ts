import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CATCH_CAUSE } from '../../workflow-states';
import { CheckPhase } from './check-ways';

/** One of the checks that run together: makes its states, the last of which leads to `end`. */
export interface CheckBranch {
  readonly name: string;
  readonly states: (phase: CheckPhase, end: sfn.State) => sfn.State;
}

/**
 * Runs checks side by side. States of a branch lead nowhere outside of it: what would go back ends the branch with the same error and
 * cause, which ends the other branches, and goes back from there.
 */
export function atTheSameTime(phase: CheckPhase, branches: readonly CheckBranch[], following: sfn.State): sfn.State {
  const { states, wayBack } = phase;
  // Names of states are 80 characters long at most: those of all checks would not have room.
  const [first, ...others] = branches;
  const parallel = new sfn.Parallel(states.scope, `With ${others.length} more: ${first.name}`, {
    resultPath: sfn.JsonPath.DISCARD,
  });
  for (const branch of branches) parallel.branch(branchOf(phase, branch));
  parallel.addCatch(wayBack.rollBack, CATCH_CAUSE);
  parallel.next(following);
  return parallel;
}

function branchOf(phase: CheckPhase, { name, states: make }: CheckBranch): sfn.State {
  const { states } = phase;
  const failed = states.fail(`Failed: ${name}`, 'CheckFailed', 'States.JsonToString($.verdict)');
  const refused = new sfn.Fail(states.scope, `Refused: ${name}`, {
    errorPath: '$.cause.Error',
    causePath: '$.cause.Cause',
  });
  return make({ ...phase, wayBack: { rollBack: refused }, failed }, states.succeed(`Done: ${name}`));
}
