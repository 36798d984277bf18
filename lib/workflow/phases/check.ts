import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckResult, CheckSpec } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { askForApproval } from './ask-approval';
import { WayBack } from './roll-back';

const NOTHING_TO_MEASURE = sfn.Condition.and(
  sfn.Condition.stringEquals('$.verdict.status', 'INSUFFICIENT_DATA'),
  sfn.Condition.booleanEquals('$.verdict.exempt', true),
);

/**
 * Runs the checks one after the other. Only PASS goes on: a check that did not measure has not passed. A check that takes time is
 * asked again while it measures, and says itself when there is nothing that it could measure.
 */
export function check(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  checks: readonly CheckSpec[],
  next: { readonly wayBack: WayBack; readonly shift: sfn.State },
): sfn.State {
  const failed = states.set('Check failed', 'cause', {
    Error: 'CheckFailed',
    Cause: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.verdict')),
  });
  failed.next(next.wayBack.rollBack);
  // From the last to the first, because each leads to the one after it.
  const first = checks.reduceRight<sfn.State>((following, spec) => {
    const task = states.task<CheckResult>(`Check: ${spec.name}`, {
      fn: functions.check,
      payload: { action: 'check', releaseId: RELEASE_ID, spec },
      keep: 'verdict',
      members: [
        'check',
        'status',
        'reason',
        'evidence',
        ...(takesTime(spec) ? (['waitSeconds', 'exempt'] as const) : []),
      ],
    });
    task.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
    const passed = states
      .choice(`Passed: ${spec.name}?`)
      .when(sfn.Condition.stringEquals('$.verdict.status', 'PASS'), following);
    if (takesTime(spec)) {
      passed.when(sfn.Condition.stringEquals('$.verdict.status', 'PENDING'), again(states, spec, task));
      passed.when(NOTHING_TO_MEASURE, following);
    }
    task.next(passed.otherwise(failed));
    return spec.kind === 'approval' ? askForApproval(states, functions, spec, { ...next, then: task }) : task;
  }, next.shift);
  return announce(states, functions, 'checking', { ...next, then: first });
}

function takesTime({ kind }: CheckSpec): boolean {
  return kind === 'shadow' || kind === 'approval';
}

/** A look is short, whatever the check's time is, so that an abort is honoured at the next one. */
function again(states: WorkflowStates, { name }: CheckSpec, task: sfn.State): sfn.State {
  const wait = states.waitFor(`Wait in check: ${name}`, '$.verdict.waitSeconds');
  wait.next(task);
  return wait;
}
