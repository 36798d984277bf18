import { Names } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { AwsError } from '../aws/service';
import { PendingCall } from '../aws/account';
import { ProcessTaskRuntime, versionOf } from '../processes';
import { startCrashLoop } from '../processes/crash-loop';
import { Stage } from '../stage';
import { TaskSpec } from '../tasks';
import { TargetFault } from '../traffic/faults';
import { ModelLinks } from '../traffic/model-links';
import { apiName } from './api-names';
import { HostingName } from './declared-model';
import { approvalTimeout } from './approval-fault';
import { slowDrift } from './drift-fault';
import { ECS_FAULTS } from './ecs-faults';
import { FaultName } from './fault-names';
import { FEATURE_STORE_FAULTS } from './feature-faults';
import { EntryOf } from './function-entries';
import { ModelView } from './model-view';
import { SAGEMAKER_FAULTS } from './sagemaker-faults';
import { badJson, MIRROR_FAULTS, wrongPredictions } from './shadow-faults';
import { Story } from './story';

/** Where a fault plays. */
export interface FaultScene {
  readonly hosting: HostingName;
  readonly stage: Stage;
  readonly tasks: Pick<ProcessTaskRuntime, 'kill'>;
  /** By which gateways reach their models. @default - traffic is synthetic, the router makes them fail */
  readonly links?: ModelLinks;
  readonly model: ModelView;
  readonly story: Story;
  /** The version that is released, which the fault hits. */
  readonly version: string;
  /** What `throttle` and `function-dies` hit: everything when absent. */
  readonly target?: string;
  readonly entryOf: EntryOf;
}

/** Virtual time from the beginning of the bake to the fault. */
const INTO_THE_BAKE_MS = 5 * 60_000;
/** Of every API: the SDK's own tries absorb them. */
const THROTTLED_CALLS = 2;
/** Of one API that is named: more than the SDK tries by itself, so that calls fail and the workflow has to repeat them. */
const THROTTLED_CALLS_OF_TARGET = 5;
const ERROR_SHARE = 0.3;
/** Above the latency thresholds of any sensible model; real time, so it spans virtual minutes on a fast clock. */
const ADDED_LATENCY_MS = 800;

/** Enough for what looks at single answers; less than any load that is worth a test. */
const SLOW_PER_SECOND = 20;

/** Arms the fault; it strikes when its time comes. Resolves when everything that it needs is in place. */
export async function armFault(name: FaultName, scene: FaultScene): Promise<void> {
  switch (name) {
    case 'errors':
      return intoTheBake(scene, () => injectIntoTraffic(scene, { errorShare: ERROR_SHARE }));
    case 'resets':
      return intoTheBake(scene, () => injectIntoTraffic(scene, { cutShare: ERROR_SHARE }));
    case 'latency':
      return intoTheBake(scene, () => injectIntoTraffic(scene, { latencyMs: ADDED_LATENCY_MS }));
    case 'slow-drift':
      return slowDrift(scene, (fault) => inject(scene, fault));
    case 'crash':
      return intoTheBake(scene, () => crash(scene));
    case 'never-ready':
    case 'wrong-config':
      return (scene.hosting === 'sagemaker' ? SAGEMAKER_FAULTS : ECS_FAULTS)[name](scene);
    case 'endpoint-creation-fails':
    case 'silent-rollback':
      return SAGEMAKER_FAULTS[name](scene);
    case 'mirror-target-slow':
    case 'mirror-target-down':
    case 'disagreement':
      return MIRROR_FAULTS[name](scene);
    case 'schema-drift':
    case 'stale-features':
      return FEATURE_STORE_FAULTS[name](scene);
    case 'approval-timeout':
      return approvalTimeout(scene);
    case 'bad-json':
      return badJson(scene);
    case 'wrong-predictions':
      return wrongPredictions(scene);
    case 'quality-regression':
      return intoTheBake(scene, () => injectIntoTraffic(scene, { swapsAnswers: true }));
    case 'slow-under-load':
      return fromTheChecks(scene, () => injectIntoTraffic(scene, { perSecond: SLOW_PER_SECOND }));
    case 'throttle':
      return throttle(scene);
    case 'function-dies':
      return functionDies(scene);
    default:
      throw new Error(`unknown fault ${String(name satisfies never)}`);
  }
}

/** A release that has gone back meanwhile is not struck: its rollback had another reason. */
function intoTheBake({ stage, story, version }: FaultScene, strike: () => void): void {
  let armed = false;
  const isBaking = ({ release }: Ledger) => release?.phase === 'baking' && release.version === version;
  story.onLedger((ledger) => {
    if (armed || !isBaking(ledger)) return;
    armed = true;
    stage.clock.at(stage.clock.now() + INTO_THE_BAKE_MS, () => {
      if (isBaking(story.ledger)) strike();
    });
  });
}

/** As soon as the version is looked at. */
function fromTheChecks({ story, version }: FaultScene, strike: () => void): void {
  let struck = false;
  story.onLedger(({ release }) => {
    if (struck || release?.phase !== 'checking' || release.version !== version) return;
    struck = true;
    strike();
  });
}

/** Where the model is called: by its gateway, which measures what it does, by SageMaker, or else by the load balancer. */
function injectIntoTraffic(scene: FaultScene, fault: TargetFault): void {
  const release = inject(scene, fault);
  if (release !== undefined) scene.story.strike(`${release.version} ${whatGoesWrong(fault)}`);
}

/** Answers the release that is hit, if there is one. */
function inject({ hosting, stage, links, model, story }: FaultScene, fault: TargetFault): ActiveRelease | undefined {
  const release = story.ledger.release;
  if (release === undefined) return undefined;
  const service = Names.service(model.name, release.environment);
  if (links?.serve(service) === true) links.inject(service, fault);
  else if (links !== undefined && hosting === 'sagemaker') {
    stage.sagemaker.runtime.inject(Names.endpoint(model.name, release.environment), fault);
  } else stage.trafficFaults.inject(model.targetGroupArn(release.environment), fault);
  return release;
}

function whatGoesWrong({ errorShare, cutShare, latencyMs, perSecond, swapsAnswers }: TargetFault): string {
  if (swapsAnswers === true) return "answers each caller with another one's prediction";
  if (perSecond !== undefined) return `answers ${perSecond} requests a second, one after the other`;
  if (errorShare !== undefined) return `fails ${100 * errorShare} % of its requests`;
  if (cutShare !== undefined) return `cuts ${100 * cutShare} % of its requests off without an answer`;
  return `takes ${latencyMs} ms longer`;
}

function crash({ stage, tasks, story, version }: FaultScene): void {
  story.strike(`the processes of ${version} crash`);
  startCrashLoop({ runtime: tasks, clock: stage.clock, which: (spec: TaskSpec) => versionOf(spec) === version });
}

/** Calls of the functions only: the rehearsal's own deployment is not what is tested. */
function throttle({ stage, story, target }: FaultScene): void {
  const counts = new Map<string, number>();
  const limit = target === undefined ? THROTTLED_CALLS : THROTTLED_CALLS_OF_TARGET;
  stage.account.faults.add((call: PendingCall) => {
    const operation = apiName(call);
    if (call.caller.kind !== 'role' || (target !== undefined && target !== operation)) return undefined;
    const count = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, count);
    if (count > limit) return undefined;
    if (count === 1) story.strike(`${operation} throttles its first ${limit} calls`);
    return throttlingError(stage, call);
  });
}

/** Lambda says `TooManyRequestsException`, query services `Throttling`, the others `ThrottlingException`. */
function throttlingError(stage: Stage, { service }: PendingCall): AwsError {
  if (service === 'lambda') return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const code = stage.account.service(service).protocol === 'query' ? 'Throttling' : 'ThrottlingException';
  return new AwsError(code, 'Rate exceeded');
}

/** Each function dies once, at its first call that changes something: the change is made, the function never knows. */
function functionDies({ stage, story, target, entryOf }: FaultScene): void {
  const dead = new Set<string>();
  stage.functions.faults.add(({ functionName }) => {
    const entry = entryOf(functionName);
    if (entry === undefined || dead.has(entry) || (target !== undefined && target !== entry)) return undefined;
    return { kind: 'after-call', call: 1 };
  });
  stage.functions.deathListeners.add((functionName) => {
    const entry = entryOf(functionName) ?? functionName;
    dead.add(entry);
    story.strike(`function ${entry} died after its call`);
  });
}
