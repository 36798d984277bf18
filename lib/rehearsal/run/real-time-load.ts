import { LoadTestEvent, LoadTestStep, OwnCheckResult } from '../../contract';
import { Activity } from '../lambda/activity';
import type { LambdaRuntime } from '../lambda/lambda-runtime';

export interface RealTimeLoadProps {
  /** Whether a function sends the load of load tests. */
  readonly isLoad: (functionName: string) => boolean;
  /** Has the clock run in real time, or as fast as before. */
  readonly setRealTime: (isReal: boolean) => void;
  readonly tell: (text: string) => void;
}

/** A part of a load test for which workers were ordered. */
interface Part {
  readonly workers: number;
  waiting: number;
  ended: number;
}

/** Real milliseconds that workers get to be there, in case some never come. */
const LATEST_MS = 20_000;

/**
 * Has the clock run in real time while load is sent: on a fast clock the same requests a second would be a hundredth of those that a minute
 * has, or each second would need a hundred times as many. From the moment at which the workers of a part are ordered until all of them
 * wait for its beginning, and from there on until the last has ended; the waiting itself is as fast as ever.
 */
export function runLoadInRealTime(
  functions: Pick<LambdaRuntime, 'activityListeners'>,
  { isLoad, setRealTime, tell }: RealTimeLoadProps,
): void {
  let part: Part | undefined;
  let isReal = false;
  let latest: NodeJS.Timeout | undefined;
  let since = 0;
  let realMs = 0;

  const turn = (real: boolean): void => {
    clearTimeout(latest);
    if (real === isReal) return;
    isReal = real;
    if (real) since = performance.now();
    else realMs += performance.now() - since;
    setRealTime(real);
  };
  const over = (): void => {
    part = undefined;
    turn(false);
  };
  const onOrdered = ({ workers }: LoadTestStep): void => {
    part = { workers: workers.length, waiting: 0, ended: 0 };
    turn(true);
    latest = setTimeout(() => turn(false), LATEST_MS).unref();
  };
  const onWorker = (kind: Activity['kind']): void => {
    if (part === undefined) return;
    if (kind === 'pauses') part.waiting += 1;
    if (kind === 'goes-on') part.waiting -= 1;
    if (kind === 'ends') part.ended += 1;
    if (part.ended === part.workers) over();
    else if (kind === 'goes-on') turn(true);
    else if (part.waiting === part.workers) turn(false);
  };

  functions.activityListeners.add((activity) => {
    if (!isLoad(activity.functionName)) return;
    const { action } = JSON.parse(activity.payload) as LoadTestEvent;
    if (action === 'send') return onWorker(activity.kind);
    if (activity.kind === 'begins') over(); // whatever became of the workers
    if (activity.kind !== 'ends' || !activity.outcome.ok) return;
    const step = JSON.parse(activity.outcome.payload) as LoadTestStep;
    if (action === 'order') onOrdered(step);
    if (action === 'prepare') tell('load is sent in real time');
    if (step.result !== null) tell(resultText(step.result, realMs));
  });
}

/** Why a version did not pass stands in the decision that follows. */
function resultText({ status, reason }: OwnCheckResult, realMs: number): string {
  const end = `in ${Math.round(realMs / 1000)} s of real time`;
  return status === 'PASS' ? `load test: PASS, ${reason}, ${end}` : `load test: ${status}, ${end}`;
}
