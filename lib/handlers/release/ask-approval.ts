import { AskApprovalEvent } from '../../contract';
import { goingOn } from '../shared/errors';
import { needsApproval, withRollForward } from '../../core/roll-forward';
import { detailOf } from '../shared/release-event';
import { ReleaseContext } from './context';

/** Tells people that the release waits for them. A repeated call tells them again rather than not at all. */
export async function askApproval(
  context: ReleaseContext,
  event: AskApprovalEvent,
): Promise<{ readonly asked: boolean }> {
  const ledger = await context.store.read();
  const release = goingOn(ledger, event.releaseId);
  if (!needsApproval(event, release.verdicts)) return { asked: false };
  const question =
    `version ${release.version} has passed the checks before "${event.check}" and waits for an answer: ` +
    `bluegreen approve ${ledger.modelName} --version ${release.version} --reason TEXT (or --decline)`;
  const reason = withRollForward(question, release.verdicts);
  const evidence = { check: event.check, timeoutSeconds: event.timeoutSeconds, verdicts: release.verdicts };
  await context.notifier.notify(
    detailOf(ledger, release, { phase: 'awaiting-approval', reason, evidence }, context.now()),
  );
  return { asked: true };
}
