import { setTimeout as realTime } from 'node:timers/promises';
import { awaited } from '../../../core/approval';
import { SwitchableClock } from '../../clocks/switchable-clock';
import type { RehearseOptions } from '../options';
import type { RealTimes } from '../real-times';
import { Story } from '../story';

/** Of the options: with fault `approval-timeout` nobody answers the approvals of version `to`. */
export interface WaitingJumpProps extends Pick<RehearseOptions, 'fault' | 'speed' | 'to'> {
  readonly clock: SwitchableClock;
  readonly story: Pick<Story, 'onLedger'>;
  readonly realTimes: RealTimes;
}

/** Calls that are under way when the clock begins to jump do not hold it: they get this real time. */
const UNDER_WAY_MS = 500;

/**
 * Has the clock jump while a release waits for an answer that never comes: a day would last twelve minutes. Meanwhile hardly a request
 * falls into a virtual minute, so nothing is measured; the version has no traffic then.
 */
export function jumpWhileNobodyAnswers({ clock, fault, speed, to, story, realTimes }: WaitingJumpProps): void {
  if (fault !== 'approval-timeout') return;
  let jumps = false;
  story.onLedger(({ release }) => {
    const waits = release?.version === to && awaited(release) !== undefined;
    if (waits === jumps) return;
    jumps = waits;
    if (waits) {
      clock.jump();
      void realTime(UNDER_WAY_MS).finally(clock.hold());
    } else {
      clock.run(speed);
      realTimes.steadyFrom(clock.now());
    }
  });
}
