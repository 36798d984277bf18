import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { OwnCheckInput, OwnCheckSpec } from '../../../contract/index';
import { RELEASE_ID } from '../../workflow-states';
import { catchEverything, CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

/** What a check of the user's own is told. */
export function ownCheckInput({ model }: CheckPhase, { input }: OwnCheckSpec): sfn.TaskInput {
  const told: Record<keyof OwnCheckInput, unknown> = {
    ...model,
    releaseId: RELEASE_ID,
    version: sfn.JsonPath.stringAt('$.release.version'),
    environment: sfn.JsonPath.stringAt('$.release.environment'),
    liveEnvironment: sfn.JsonPath.stringAt('$.release.liveEnvironment'),
    input,
  };
  return sfn.TaskInput.fromObject(told);
}

/** Records what `run` left at `$.own.result`, or why it left nothing, and goes on by that. */
export function afterRun(
  phase: CheckPhase,
  spec: OwnCheckSpec,
  run: sfn.TaskStateBase,
  following: sfn.State,
): sfn.State {
  const passed = passedChoice(phase, spec, following).otherwise(whenNotPassed(phase, spec, following));
  const record = recordVerdict(phase, `Check: ${spec.name}`, spec, { result: '$.own.result' });
  const died = recordVerdict(phase, `No answer: ${spec.name}`, spec, { cause: '$.cause' });
  // A function may answer 6 MB, and a state 256 KB.
  catchEverything(run, died);
  run.next(record);
  record.next(passed);
  died.next(passed);
  return run;
}
