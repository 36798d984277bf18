import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { PromptsSpec } from '../../../contract/index';
import { CheckPhase } from './check-ways';
import { shardedCheck } from './sharded-check';

/** Sends prompts to the idle environment. Its limits need no live version, so that a first release has to keep them, too. */
export function promptsCheck(phase: CheckPhase, spec: PromptsSpec, following: sfn.State): sfn.State {
  const { promptSet: fn } = phase.functions;
  if (fn === undefined) throw new Error('prompts must have their function, got none; make it of the same checks');
  return shardedCheck(phase, { spec, fn, at: 'promptSet', mayBeExempt: false }, following);
}
