import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { GoldenSetSpec } from '../../../contract/index';
import { CheckPhase } from './check-ways';
import { shardedCheck } from './sharded-check';

/** Sends the items of a golden set to both environments. */
export function goldenSetCheck(phase: CheckPhase, spec: GoldenSetSpec, following: sfn.State): sfn.State {
  const { goldenSet: fn } = phase.functions;
  if (fn === undefined) throw new Error('a golden set must have its function, got none; make it of the same checks');
  return shardedCheck(phase, { spec, fn, at: 'goldenSet', mayBeExempt: true }, following);
}
