import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec } from '../../contract/index';
import { checkGroups } from '../../core/check-order';
import { ReleaseFunctions } from '../release-functions';
import { WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { BRINGS_BACK } from './brings-back';
import { atTheSameTime } from './checks/at-the-same-time';
import { builtInCheck } from './checks/built-in-check';
import { CheckPhase, OwnCheckModel } from './checks/check-ways';
import { goldenSetCheck } from './checks/golden-set-check';
import { lambdaCheck } from './checks/lambda-check';
import { promptsCheck } from './checks/prompts-check';
import { loadTestCheck } from './checks/load-test-check';
import { stateMachineCheck } from './checks/state-machine-check';
import { WayBack } from './roll-back';

/**
 * Runs the checks one after the other, and those that do not depend on each other at the same time. Only PASS goes on: a check that did
 * not measure has not passed. An advisory check goes on whatever it found, and when it died, too. A check that takes time is asked again
 * while it measures, and says itself when there is nothing that it could measure. A return is warmed up, and goes on to the shift.
 */
export function check(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  { checks, model }: { readonly checks: readonly CheckSpec[]; readonly model: OwnCheckModel },
  { wayBack, shift }: { readonly wayBack: WayBack; readonly shift: sfn.State },
): sfn.State {
  const failed = states.set('Check failed', 'cause', {
    Error: 'CheckFailed',
    Cause: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.verdict')),
  });
  failed.next(wayBack.rollBack);
  const phase: CheckPhase = { states, functions, model, wayBack, failed };
  // From the last to the first, because each leads to the one after it.
  const chain = (groups: Groups, end: sfn.State) =>
    groups.reduceRight<sfn.State>((following, group) => together(phase, group, following), end);
  const [coldGroups, warmUps, warmGroups] = aroundWarmUps(checkGroups(checks));
  const judging = chain(warmGroups, shift);
  const warming =
    warmUps.length === 0
      ? undefined
      : chain(warmUps, states.choice('Warm return?').when(BRINGS_BACK, shift).otherwise(judging));
  const first = chain(coldGroups, warming ?? judging);
  return states
    .choice('Return?')
    .when(BRINGS_BACK, warming ?? shift)
    .otherwise(announce(states, functions, 'checking', { wayBack, then: first }));
}

type Groups = readonly (readonly CheckSpec[])[];

/** The checks before the warm-ups, those, and the checks after them. Each warm-up is a group of its own, and they follow each other. */
function aroundWarmUps(groups: Groups): readonly [Groups, Groups, Groups] {
  const isWarmUp = ([{ kind }]: readonly CheckSpec[]) => kind === 'warm-up';
  const warmUps = groups.filter(isWarmUp);
  const from = warmUps.length === 0 ? groups.length : groups.findIndex(isWarmUp);
  return [groups.slice(0, from), warmUps, groups.slice(from + warmUps.length)];
}

/** One check that does not pass ends the others of its group: the release goes back either way. */
function together(phase: CheckPhase, group: readonly CheckSpec[], following: sfn.State): sfn.State {
  const [spec, ...others] = group;
  if (others.length === 0) return statesOf(phase, spec, following);
  return atTheSameTime(
    phase,
    group.map((each) => ({ name: each.name, states: (branch, end) => statesOf(branch, each, end) })),
    following,
  );
}

function statesOf(phase: CheckPhase, spec: CheckSpec, following: sfn.State): sfn.State {
  switch (spec.kind) {
    case 'lambda':
      return lambdaCheck(phase, spec, following);
    case 'state-machine':
      return stateMachineCheck(phase, spec, following);
    case 'golden-set':
      return goldenSetCheck(phase, spec, following);
    case 'prompts':
      return promptsCheck(phase, spec, following);
    case 'load-test':
      return loadTestCheck(phase, spec, following);
    default:
      return builtInCheck(phase, spec, following);
  }
}
