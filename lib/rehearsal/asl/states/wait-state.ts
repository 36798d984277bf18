import { WaitState } from '../definition/state-machine';
import { filteredInput, filteredOutput } from '../execution/data-flow';
import { Transition } from '../execution/recovery';
import { Visit, scopeOf } from '../execution/scope';
import { runtimeFailure } from '../failure';
import { Scope, readRequired } from '../intrinsics/evaluate';
import { Json } from '../json';
import { Path } from '../paths/path';
import { parseTimestamp } from '../timestamp';
import { integerAt } from './integer';

/** Waits on the clock; a timestamp in the past does not wait. */
export async function runWait(state: WaitState, raw: Json, visit: Visit): Promise<Transition> {
  const { clock } = visit.runtime;
  const input = filteredInput(state, raw, visit);
  const until = wakeTime(state, scopeOf(visit, input), clock.now());
  await clock.sleep(Math.max(0, until - clock.now()), visit.signal);
  return { output: filteredOutput(state, input, visit), next: state.Next };
}

/** Virtual milliseconds since 1970. */
function wakeTime(state: WaitState, scope: Scope, now: number): number {
  if (state.Seconds !== undefined) return now + state.Seconds * 1000;
  if (state.SecondsPath !== undefined) return now + integerAt(state.SecondsPath, scope, 'SecondsPath', 0) * 1000;
  if (state.Timestamp !== undefined) return state.Timestamp;
  if (state.TimestampPath !== undefined) return timeAt(state.TimestampPath, scope);
  throw new TypeError('a parsed Wait state has a time');
}

function timeAt(path: Path, scope: Scope): number {
  const value = readRequired(path, scope, 'TimestampPath');
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time === undefined) throw runtimeFailure(`TimestampPath must give a timestamp, got ${JSON.stringify(value)}`);
  return time;
}
