import { Batch, Guardrail, Judgement, JudgeSettings, JudgeState } from '../../contract/judge';
import { judge } from '../judge/judge';
import { MINUTE, readBatches, startJudging } from '../judge/state';

/** One look: what the judge said when a minute could be read. Times in epoch seconds. */
export interface Look {
  /** Beginning of the minute that was read. */
  readonly minute: number;
  /** When it was read: its metrics come later by the settings' lag. */
  readonly now: number;
  readonly judgement: Judgement;
}

/** How a replay ended: with a proof, with the patience of `onInconclusive`, or because the recording did. */
export type End = 'rolled-back' | 'promotable' | 'inconclusive' | 'recording-ended';

export interface Replay {
  readonly startedAt: number;
  /** Every minute from the start to the end, with and without data. */
  readonly looks: readonly Look[];
  readonly end: End;
  /** FAIL when the version was ever proven bad, else PASS when it was ever proven good. */
  readonly verdict: Judgement['verdict'];
  /** The look that decided; the last one when none did. */
  readonly decidedBy: Look;
  /** The first look that would have allowed a promotion; a regression can still have come after it. */
  readonly firstPass?: Look;
  /** What the judge knew at the last look. */
  readonly state: JudgeState;
}

/**
 * Plays recorded minutes to the judge as a release would: one look a minute, each minute read once. It goes on to the end of the
 * recording, because a release is watched in its bake and standby too; it ends sooner when the version is rolled back, or when nothing was
 * proven in time. `batches` by the guardrails' names.
 *
 * @throws RangeError when there is no minute to replay
 */
export function replay(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  batches: ReadonlyMap<string, readonly Batch[]>,
  startedAt: number,
): Replay {
  const byMinute = minutesOf(guardrails, batches);
  const last = [...byMinute.keys()].reduce((one, other) => Math.max(one, other), -Infinity);
  if (!(last >= startedAt)) throw new RangeError('there is no minute to replay: no side recorded anything');

  let state = startJudging(startedAt);
  let firstPass: Look | undefined;
  const looks: Look[] = [];
  for (let minute = startedAt; minute <= last; minute += MINUTE) {
    for (const { rule, batch } of byMinute.get(minute) ?? []) state = readBatches(state, rule, [batch]);
    const now = minute + settings.lagSeconds;
    const look: Look = { minute, now, judgement: judge(settings, guardrails, state, now) };
    looks.push(look);
    if (look.judgement.verdict === 'PASS') firstPass ??= look;
    if (isLast(look, settings, firstPass)) break;
  }
  return { startedAt, looks, state, ...endingOf(looks, settings, firstPass), ...(firstPass && { firstPass }) };
}

type Ending = Pick<Replay, 'end' | 'verdict' | 'decidedBy'>;

function endingOf(looks: readonly Look[], settings: JudgeSettings, firstPass: Look | undefined): Ending {
  const final = looks[looks.length - 1];
  if (final.judgement.verdict === 'FAIL') return { end: 'rolled-back', verdict: 'FAIL', decidedBy: final };
  if (firstPass !== undefined) return { end: 'promotable', verdict: 'PASS', decidedBy: firstPass };
  const end = isLast(final, settings, undefined) ? 'inconclusive' : 'recording-ended';
  return { end, verdict: 'INSUFFICIENT_DATA', decidedBy: final };
}

/** Nothing follows a rollback. After a proof for a promotion only a rollback ends the watch. */
function isLast({ judgement }: Look, { onInconclusive }: JudgeSettings, firstPass: Look | undefined): boolean {
  if (judgement.verdict === 'FAIL') return true;
  if (firstPass !== undefined) return false;
  return judgement.inconclusive && (judgement.action !== 'hold' || onInconclusive === 'manual');
}

interface Reading {
  readonly rule: Guardrail;
  readonly batch: Batch;
}

function minutesOf(
  guardrails: readonly Guardrail[],
  batches: ReadonlyMap<string, readonly Batch[]>,
): ReadonlyMap<number, readonly Reading[]> {
  const byMinute = new Map<number, Reading[]>();
  for (const rule of guardrails) {
    for (const batch of batches.get(rule.name) ?? []) {
      const readings = byMinute.get(batch.minute) ?? [];
      byMinute.set(batch.minute, [...readings, { rule, batch }]);
    }
  }
  return byMinute;
}
