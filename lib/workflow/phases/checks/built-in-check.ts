import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { BuiltInCheckSpec, CheckResult, isAdvisory } from '../../../contract/index';
import { RELEASE_ID } from '../../workflow-states';
import { askForApproval } from './ask-approval';
import { catchEverything, CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

const NOTHING_TO_MEASURE = sfn.Condition.and(
  sfn.Condition.stringEquals('$.verdict.status', 'INSUFFICIENT_DATA'),
  sfn.Condition.booleanEquals('$.verdict.exempt', true),
);

/** A check that the check function runs, at once or look by look. */
export function builtInCheck(phase: CheckPhase, spec: BuiltInCheckSpec, following: sfn.State): sfn.State {
  const { states, functions, wayBack } = phase;
  const task = states.task<CheckResult>(`Check: ${spec.name}`, {
    fn: functions.check,
    payload: { action: 'check', releaseId: RELEASE_ID, spec },
    keep: 'verdict',
    members: [
      'check',
      'status',
      'reason',
      'evidence',
      ...(takesTime(spec) ? (['waitSeconds'] as const) : []),
      ...(mayBeExempt(spec) ? (['exempt'] as const) : []),
    ],
  });
  catchEverything(task, isAdvisory(spec) ? noteFailure(phase, spec, following) : wayBack.rollBack);
  const passed = passedChoice(phase, spec, following);
  if (takesTime(spec)) {
    passed.when(sfn.Condition.stringEquals('$.verdict.status', 'PENDING'), again(phase, spec, task));
  }
  if (mayBeExempt(spec)) passed.when(NOTHING_TO_MEASURE, following);
  task.next(passed.otherwise(whenNotPassed(phase, spec, following)));
  return spec.kind === 'approval' ? askForApproval(states, functions, spec, { wayBack, then: task }) : task;
}

function takesTime({ kind }: BuiltInCheckSpec): boolean {
  return kind === 'shadow' || kind === 'approval';
}

/** Whether it says itself that there is nothing to measure, and goes on. */
function mayBeExempt(spec: BuiltInCheckSpec): boolean {
  return takesTime(spec) || spec.kind === 'data-contract';
}

/** A look is short, whatever the check's time is, so that an abort is honoured at the next one. */
function again({ states }: CheckPhase, { name }: BuiltInCheckSpec, task: sfn.State): sfn.State {
  const wait = states.waitFor(`Wait in check: ${name}`, '$.verdict.waitSeconds');
  wait.next(task);
  return wait;
}

/** An advisory check that died has no verdict of its own; the release goes on. */
function noteFailure(phase: CheckPhase, spec: BuiltInCheckSpec, following: sfn.State): sfn.State {
  const note = recordVerdict(phase, `No answer: ${spec.name}`, spec, { cause: '$.cause' });
  note.next(following);
  return note;
}
