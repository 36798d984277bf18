import { mirroredOf, TargetFault } from '../traffic/faults';
import type { FaultScene } from './faults';

/** Longer than a gateway waits for an answer to a copy, by default. */
const SLOW_MS = 10_000;

/** Strikes from the moment at which the checks begin. */
function fromTheChecksOn(
  fault: TargetFault,
  keyOf: (targetGroupArn: string) => string,
  what: string,
): (scene: FaultScene) => void {
  return ({ stage, model, story, version }) => {
    let struck = false;
    story.onLedger(({ release }) => {
      if (struck || release?.version !== version || release.phase !== 'checking') return;
      struck = true;
      stage.trafficFaults.inject(keyOf(model.targetGroupArn(release.environment)), fault);
      story.strike(`${version} ${what}`);
    });
  };
}

/** Mirrored requests only: health and smoke see a good version. */
function whileChecked(fault: TargetFault, what: string): (scene: FaultScene) => void {
  return fromTheChecksOn(fault, mirroredOf, what);
}

/** All requests, also those of callers if no check notices. Health has a path of its own, where one answer is as good as another. */
export const wrongPredictions = fromTheChecksOn(
  { swapsAnswers: true },
  (targetGroupArn) => targetGroupArn,
  "answers each caller with another one's prediction",
);

/** All requests but health. The messages are whole, so that only what reads the answers notices. */
export const badJson = fromTheChecksOn(
  { truncatesAnswers: true },
  (targetGroupArn) => targetGroupArn,
  'ends the JSON of every second answer too early',
);

/** Faults of the version that gets mirrored requests. */
export const MIRROR_FAULTS = {
  'mirror-target-slow': whileChecked({ latencyMs: SLOW_MS }, `takes ${SLOW_MS / 1000} s for each mirrored request`),
  'mirror-target-down': whileChecked({ cutShare: 1 }, 'closes the connections of mirrored requests'),
  disagreement: whileChecked({ swapsAnswers: true }, "answers mirrored requests with other callers' answers"),
} as const;
