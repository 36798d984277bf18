import { SwitchableClock } from '../clocks/switchable-clock';
import type { LambdaRuntime } from '../lambda/lambda-runtime';
import { LOAD_ENTRY, PROMPTS_ENTRY } from './declared-model';
import { runLoadInRealTime } from './real-time-load';
import { runPromptsInRealTime } from './real-time-prompts';
import { RealTimes } from './real-times';

export interface RealTimeChecksProps {
  readonly functions: Pick<LambdaRuntime, 'activityListeners'>;
  /** Name of a function's entry by its physical name. */
  readonly entryOf: (functionName: string) => string | undefined;
  readonly clock: SwitchableClock;
  /** Of the clock at all other times. */
  readonly speed: number;
  readonly realTimes: RealTimes;
  readonly tell: (text: string) => void;
}

/** Requests of load tests come at their own rate, answers of language models take their time: virtual time passes no faster meanwhile. */
export function slowDownForChecks({ functions, entryOf, clock, speed, realTimes, tell }: RealTimeChecksProps): void {
  const setRealTime = (isReal: boolean): void => {
    const now = isReal ? 1 : speed;
    clock.run(now);
    realTimes.steadyFrom(clock.now(), undefined, now);
  };
  runLoadInRealTime(functions, { isLoad: (name) => entryOf(name) === LOAD_ENTRY, setRealTime, tell });
  runPromptsInRealTime(functions, { isPrompts: (name) => entryOf(name) === PROMPTS_ENTRY, setRealTime });
}
