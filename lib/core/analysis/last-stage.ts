import { AnalysisPlan, JudgeState } from '../../contract';
import { MINUTE } from '../judge/state';
import { ActiveRelease } from '../ledger/ledger';
import { secondsBetween } from '../time';

/**
 * Minutes of the last stage that each required guardrail must have seen. What was proven before says nothing about the larger share that
 * the version has now; as many minutes without data are what names a metric wrong.
 */
export const MINUTES_OF_LAST_STAGE = 3;

/** Required guardrails that have not seen enough of the stage, and whether they still can have at `now`. */
export interface Unseen {
  readonly names: readonly string[];
  readonly inTime: boolean;
}

export function unseenOfStage(
  { guardrails, settings }: AnalysisPlan,
  { stepSince }: Pick<ActiveRelease, 'stepSince'>,
  state: JudgeState,
  now: string,
): Unseen {
  const since = stepSince === undefined ? state.startedAt : Date.parse(stepSince) / 1000;
  const lastNeeded = Math.ceil(since / MINUTE) * MINUTE + (MINUTES_OF_LAST_STAGE - 1) * MINUTE;
  const names = guardrails
    .filter(({ required, name }) => required && (state.guardrails[name]?.lastSeen ?? 0) < lastNeeded)
    .map(({ name }) => name);
  // A minute more, because looks are up to a minute apart.
  const readBy = lastNeeded + settings.lagSeconds + MINUTE;
  return { names, inTime: names.length > 0 && secondsBetween(new Date(readBy * 1000), now) < 0 };
}
