import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LoadRules, LoadTestSpec, LoadTestStep } from '../../../contract/index';
import { SECONDS_UNTIL_ALARMS_FORGET } from '../../../core/load/plan';
import { ModelFunction } from '../../../private/model-function';
import { RELEASE_ID } from '../../workflow-states';
import { catchEverything, CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

/**
 * A call that was refused began nothing, and may be made again while there is time: 1 + 2 + 4 + 8 = 15 s of the 30 before a part begins. A
 * worker that died is not sent again: its requests would come twice, beyond the peak.
 */
const WORKER_RETRIES: readonly sfn.RetryProps[] = [
  { errors: ['Lambda.TooManyRequestsException'], interval: Duration.seconds(1), backoffRate: 2, maxAttempts: 4 },
];

/** Sends the load part by part, each by workers that begin at the same time, until the test is over, and records the verdict. */
export function loadTestCheck(phase: CheckPhase, spec: LoadTestSpec, following: sfn.State): sfn.State {
  const { states } = phase;
  const { name } = spec;
  const passed = passedChoice(phase, spec, following).otherwise(whenNotPassed(phase, spec, following));
  // What it has in the way of results may be of an earlier check: this one did not end, and never passes.
  const died = recordVerdict(phase, `No answer: ${name}`, spec, { cause: '$.cause' });
  died.next(whenNotPassed(phase, spec, following));
  const [prepare, order, send, count] = stepsOf(phase, spec);
  for (const state of [prepare, order, send, count]) catchEverything(state, died);
  const record = recordVerdict(phase, `Check: ${name}`, spec, { result: '$.loadTest.result' });
  record.next(passed);
  const isOver = states.choice(`Over: ${name}?`).when(sfn.Condition.isNull('$.loadTest.result'), order);
  if (spec.beyondPeak) isOver.when(HAS_PASSED, untilAlarmsForget(phase, spec, record));
  isOver.otherwise(record);
  prepare.next(order);
  order.next(send);
  send.next(count);
  count.next(isOver);
  return prepare;
}

const HAS_PASSED = sfn.Condition.stringEquals('$.loadTest.result.status', 'PASS');

/** What happened beyond the peak decides nothing: alarms of the idle environment may have seen it, and would end the release at its next look. */
function untilAlarmsForget({ states }: CheckPhase, { name }: LoadTestSpec, record: sfn.State): sfn.State {
  const wait = states.waitTime(`Wait after: ${name}`, Duration.seconds(SECONDS_UNTIL_ALARMS_FORGET));
  wait.next(record);
  return wait;
}

function stepsOf(
  phase: CheckPhase,
  spec: LoadTestSpec,
): readonly [sfn.TaskStateBase, sfn.TaskStateBase, sfn.DistributedMap, sfn.TaskStateBase] {
  const { name } = spec;
  const rules = rulesOf(spec);
  const part = sfn.JsonPath.numberAt('$.loadTest.part');
  const startAtMs = sfn.JsonPath.numberAt('$.loadTest.startAtMs');
  return [
    step(phase, `Prepare: ${name}`, { action: 'prepare', spec }),
    step(phase, `Order: ${name}`, { action: 'order', rules, part }),
    sending(phase, rules),
    step(phase, `Count: ${name}`, { action: 'count', rules, part, startAtMs }),
  ];
}

function step({ states, functions }: CheckPhase, stateName: string, payload: Record<string, unknown>) {
  return states.task<LoadTestStep>(stateName, {
    fn: loadWorker(functions),
    payload: { releaseId: RELEASE_ID, ...payload },
    keep: 'loadTest',
    members: ['part', 'startAtMs', 'workers', 'result'],
  });
}

/** Workers are executions of their own, because a Map in the release's own execution runs 40 at a time. */
function sending({ states, functions }: CheckPhase, rules: LoadRules): sfn.DistributedMap {
  const map = new sfn.DistributedMap(states.scope, `Send: ${rules.name}`, {
    itemsPath: '$.loadTest.workers',
    itemSelector: {
      releaseId: RELEASE_ID,
      part: sfn.JsonPath.numberAt('$.loadTest.part'),
      startAtMs: sfn.JsonPath.numberAt('$.loadTest.startAtMs'),
      worker: sfn.JsonPath.numberAt('$$.Map.Item.Value'),
    },
    // Load without some of the workers is another load.
    toleratedFailurePercentage: 0,
    mapExecutionType: sfn.StateMachineType.STANDARD, // an express one ends after 5 minutes
    resultPath: sfn.JsonPath.DISCARD,
  });
  const worker = states.task(`Worker: ${rules.name}`, {
    fn: loadWorker(functions),
    payload: {
      action: 'send',
      releaseId: sfn.JsonPath.stringAt('$.releaseId'),
      rules,
      part: sfn.JsonPath.numberAt('$.part'),
      startAtMs: sfn.JsonPath.numberAt('$.startAtMs'),
      worker: sfn.JsonPath.numberAt('$.worker'),
    },
    retries: WORKER_RETRIES,
    answersNothing: true,
  });
  return map.itemProcessor(worker);
}

/** The corpus stands in the definition once: every step has its place in 1 MB. */
function rulesOf(spec: LoadTestSpec): LoadRules {
  const others: readonly string[] = ['kind', 'advisory', 'corpus'] satisfies (keyof LoadTestSpec)[];
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !others.includes(name))) as unknown as LoadRules;
}

function loadWorker({ loadWorker: fn }: CheckPhase['functions']): ModelFunction {
  if (fn === undefined) throw new Error('a load test must have its function, got none; make it of the same checks');
  return fn;
}
