import { PromptSetEvent } from '../../contract';
import type { LambdaRuntime } from '../lambda/lambda-runtime';

export interface RealTimePromptsProps {
  /** Whether a function sends prompts. */
  readonly isPrompts: (functionName: string) => boolean;
  /** Has the clock run in real time, or as fast as before. */
  readonly setRealTime: (isReal: boolean) => void;
}

/**
 * Has the clock run in real time while workers send prompts: a language model takes seconds for an answer, which would be minutes of a fast
 * clock, and workers would run out of their time.
 */
export function runPromptsInRealTime(
  functions: Pick<LambdaRuntime, 'activityListeners'>,
  { isPrompts, setRealTime }: RealTimePromptsProps,
): void {
  let workers = 0;
  functions.activityListeners.add(({ functionName, payload, kind }) => {
    if (!isPrompts(functionName) || (JSON.parse(payload) as PromptSetEvent).action !== 'shard') return;
    if (kind === 'begins' && ++workers === 1) setRealTime(true);
    if (kind === 'ends' && --workers === 0) setRealTime(false);
  });
}
