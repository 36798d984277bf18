import { Ledger } from '../../core/ledger/ledger';
import { TargetFault } from '../traffic/faults';
import type { FaultScene } from './faults';

const MINUTE_MS = 60_000;

/** What each virtual minute adds. The alarms' limits of most models are reached after a quarter of an hour or later. */
const ERROR_SHARE_A_MINUTE = 0.002;
const LATENCY_MS_A_MINUTE = 2;

/**
 * From the first step on the version gets a little worse each minute. None of the first minutes is bad enough for an alarm; only compared
 * with the live version, and added up, they are.
 */
export function slowDrift({ stage, story, version }: FaultScene, inject: (fault: TargetFault) => void): void {
  let minutes = 0;
  const hasTraffic = ({ release }: Ledger) =>
    release?.version === version && release.stepSince !== undefined && release.rollback === undefined;
  const worse = () => {
    if (!hasTraffic(story.ledger)) return;
    minutes++;
    inject({ errorShare: Math.min(1, minutes * ERROR_SHARE_A_MINUTE), latencyMs: minutes * LATENCY_MS_A_MINUTE });
    stage.clock.at(stage.clock.now() + MINUTE_MS, worse);
  };
  let isArmed = false;
  story.onLedger((ledger) => {
    if (isArmed || !hasTraffic(ledger)) return;
    isArmed = true;
    story.strike(
      `${version} begins to fail ${100 * ERROR_SHARE_A_MINUTE} % more and to take ${LATENCY_MS_A_MINUTE} ms longer each minute`,
    );
    worse();
  });
}
