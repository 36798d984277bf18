import { awaited } from '../../core/approval';
import type { FaultScene } from './faults';

/** Nobody answers, people or rehearsal: only the question is a moment that can be told of. */
export function approvalTimeout({ story, version }: FaultScene): void {
  let struck = false;
  story.onLedger(({ release }) => {
    if (struck || release?.version !== version || awaited(release) === undefined) return;
    struck = true;
    story.strike(`nobody answers whether ${version} may go on`);
  });
}
