import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckResult, GoldenSetSpec, SplitGoldenSetResult } from '../../../contract/index';
import { ModelFunction } from '../../../private/model-function';
import { CATCH_CAUSE, RELEASE_ID } from '../../workflow-states';
import { CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

/** The first release has nothing to compare with. The member is always there: the choice comes right after it was written. */
const NOTHING_TO_MEASURE = sfn.Condition.and(
  sfn.Condition.stringEquals('$.verdict.status', 'INSUFFICIENT_DATA'),
  sfn.Condition.booleanEquals('$.goldenSet.exempt', true),
);

/** Splits the set, has workers send its shards, puts their counts together and records the verdict. */
export function goldenSetCheck(phase: CheckPhase, spec: GoldenSetSpec, following: sfn.State): sfn.State {
  const { name } = spec;
  const passed = passedChoice(phase, spec, following)
    .when(NOTHING_TO_MEASURE, following)
    .otherwise(whenNotPassed(phase, spec, following));
  // What it has in the way of results may be of an earlier check: this one did not end, and never passes.
  const died = recordVerdict(phase, `No answer: ${name}`, spec, { cause: '$.cause' });
  died.next(whenNotPassed(phase, spec, following));
  const [split, send, reduce] = [splitting(phase, spec), sending(phase, spec), reducing(phase, spec)];
  for (const state of [split, send, reduce]) state.addCatch(died, CATCH_CAUSE);
  split.next(send);
  send.next(reduce);
  const record = recordVerdict(phase, `Check: ${name}`, spec, { result: '$.goldenSet' });
  reduce.next(record);
  record.next(passed);
  return split;
}

function splitting({ states, functions }: CheckPhase, spec: GoldenSetSpec): sfn.TaskStateBase {
  return states.task<SplitGoldenSetResult>(`Split: ${spec.name}`, {
    fn: goldenSetFunction(functions),
    payload: { action: 'split', releaseId: RELEASE_ID, spec },
    keep: 'goldenSet',
    members: ['shards'],
  });
}

/** Each worker is an execution of its own, with a history of its own: one execution knows 25,000 events. */
function sending({ states, functions }: CheckPhase, spec: GoldenSetSpec): sfn.DistributedMap {
  const map = new sfn.DistributedMap(states.scope, `Send: ${spec.name}`, {
    itemsPath: '$.goldenSet.shards',
    itemSelector: { releaseId: RELEASE_ID, shard: sfn.JsonPath.numberAt('$$.Map.Item.Value') },
    maxConcurrency: spec.maxConcurrency,
    // Counts without some of the items are none.
    toleratedFailurePercentage: 0,
    mapExecutionType: sfn.StateMachineType.STANDARD, // an express one ends after 5 minutes
    resultPath: sfn.JsonPath.DISCARD,
  });
  const shard = states.task(`Shard: ${spec.name}`, {
    fn: goldenSetFunction(functions),
    payload: {
      action: 'shard',
      releaseId: sfn.JsonPath.stringAt('$.releaseId'),
      shard: sfn.JsonPath.numberAt('$.shard'),
      spec,
    },
    // The Map collects what its children end with, 256 KiB at most, before it drops that.
    answersNothing: true,
  });
  return map.itemProcessor(shard);
}

function reducing({ states, functions }: CheckPhase, spec: GoldenSetSpec): sfn.TaskStateBase {
  return states.task<CheckResult>(`Reduce: ${spec.name}`, {
    fn: goldenSetFunction(functions),
    payload: { action: 'reduce', releaseId: RELEASE_ID, spec },
    keep: 'goldenSet',
    members: ['status', 'reason', 'evidence', 'exempt'],
  });
}

function goldenSetFunction({ goldenSet }: CheckPhase['functions']): ModelFunction {
  if (goldenSet === undefined)
    throw new Error('a golden set must have its function, got none; make it of the same checks');
  return goldenSet;
}
