import { AskApprovalEvent } from '../../contract';
import { goingOn } from '../shared/errors';
import { detailOf, ReleaseContext } from './context';

/** Tells people that the release waits for them. A repeated call tells them again rather than not at all. */
export async function askApproval(context: ReleaseContext, event: AskApprovalEvent): Promise<{ readonly asked: true }> {
  const ledger = await context.store.read();
  const release = goingOn(ledger, event.releaseId);
  const reason =
    `version ${release.version} has passed the checks before "${event.check}" and waits for an answer: ` +
    `bluegreen approve ${ledger.modelName} --version ${release.version} --reason TEXT (or --decline)`;
  const evidence = { check: event.check, timeoutSeconds: event.timeoutSeconds, verdicts: release.verdicts };
  await context.notifier.notify(
    detailOf(ledger, release, { phase: 'awaiting-approval', reason, evidence }, context.now()),
  );
  return { asked: true };
}
