import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckResult, CheckSpec, SplitResult } from '../../../contract/index';
import { ModelFunction } from '../../../private/model-function';
import { RELEASE_ID } from '../../workflow-states';
import { catchEverything, CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

/** A check whose requests workers send at the same time. */
export interface ShardedCheck {
  readonly spec: CheckSpec & { readonly maxConcurrency: number };
  /** Does all of it, by `action`: `split` answers numbers of shards, `shard` sends one, `reduce` puts them together. */
  readonly fn: ModelFunction;
  /** Member of the state that holds how far it is. */
  readonly at: string;
  /** Whether it says itself that a first release has nothing to be compared with, and goes on. */
  readonly mayBeExempt: boolean;
}

/** Splits a set, has workers send its shards, puts their counts together and records the verdict. */
export function shardedCheck(phase: CheckPhase, check: ShardedCheck, following: sfn.State): sfn.State {
  const { spec, at } = check;
  const { name } = spec;
  const passed = passedChoice(phase, spec, following);
  if (check.mayBeExempt) passed.when(nothingToMeasure(at), following);
  passed.otherwise(whenNotPassed(phase, spec, following));
  // What it has in the way of results may be of an earlier check: this one did not end, and never passes.
  const died = recordVerdict(phase, `No answer: ${name}`, spec, { cause: '$.cause' });
  died.next(whenNotPassed(phase, spec, following));
  const [split, send, reduce] = [splitting(phase, check), sending(phase, check), reducing(phase, check)];
  for (const state of [split, send, reduce]) catchEverything(state, died);
  split.next(send);
  send.next(reduce);
  const record = recordVerdict(phase, `Check: ${name}`, spec, { result: `$.${at}` });
  reduce.next(record);
  record.next(passed);
  return split;
}

/** The first release has nothing to compare with. The member is always there: the choice comes right after it was written. */
function nothingToMeasure(at: string): sfn.Condition {
  return sfn.Condition.and(
    sfn.Condition.stringEquals('$.verdict.status', 'INSUFFICIENT_DATA'),
    sfn.Condition.booleanEquals(`$.${at}.exempt`, true),
  );
}

function splitting({ states }: CheckPhase, { spec, fn, at }: ShardedCheck): sfn.TaskStateBase {
  return states.task<SplitResult>(`Split: ${spec.name}`, {
    fn,
    payload: { action: 'split', releaseId: RELEASE_ID, spec },
    keep: at,
    members: ['shards'],
  });
}

/** Each worker is an execution of its own, with a history of its own: one execution knows 25,000 events. */
function sending({ states }: CheckPhase, { spec, fn, at }: ShardedCheck): sfn.DistributedMap {
  const map = new sfn.DistributedMap(states.scope, `Send: ${spec.name}`, {
    itemsPath: `$.${at}.shards`,
    itemSelector: { releaseId: RELEASE_ID, shard: sfn.JsonPath.numberAt('$$.Map.Item.Value') },
    maxConcurrency: spec.maxConcurrency,
    // Counts without some of the items are none.
    toleratedFailurePercentage: 0,
    mapExecutionType: sfn.StateMachineType.STANDARD, // an express one ends after 5 minutes
    resultPath: sfn.JsonPath.DISCARD,
  });
  const shard = states.task(`Shard: ${spec.name}`, {
    fn,
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

function reducing({ states }: CheckPhase, { spec, fn, at, mayBeExempt }: ShardedCheck): sfn.TaskStateBase {
  return states.task<CheckResult>(`Reduce: ${spec.name}`, {
    fn,
    payload: { action: 'reduce', releaseId: RELEASE_ID, spec },
    keep: at,
    members: ['status', 'reason', 'evidence', ...(mayBeExempt ? (['exempt'] as const) : [])],
  });
}
