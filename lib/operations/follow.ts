import { Outcome } from '../contract';
import { ownRelease } from '../core/guard';
import { ActiveRelease, Ledger } from '../core/ledger/ledger';
import { Executions, ExecutionState } from './aws/executions';
import { OperatorLedger } from './aws/ledger';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { hanging } from './text/layout';
import { isoSeconds } from './text/time';
import { sharesText } from './text/words';

/** Milliseconds between two readings of the ledger. */
const INTERVAL_MS = 5_000;
/** A dead execution's release is taken over within seconds (an EventBridge rule starts the recovery); longer means never. */
const TAKEOVER_MS = 5 * 60_000;

/** What is followed: a release, by the execution that carries it out. */
export interface Followed {
  readonly releaseId: string;
  readonly executionArn: string;
}

/** `nothing-to-do`: the workflow ended well without a release, because the version is live already. */
export interface Ending {
  readonly outcome: Outcome | 'nothing-to-do';
  readonly reason: string;
}

export interface FollowSources {
  readonly ledger: Pick<OperatorLedger, 'read'>;
  readonly executions: Pick<Executions, 'state'>;
  readonly terminal: Terminal;
}

/** Prints every change of a release until its end. Throws when its execution died and nobody takes the release over. */
export async function follow(followed: Followed, { ledger, executions, terminal }: FollowSources): Promise<Ending> {
  const { releaseId } = followed;
  const printChange = changePrinter(terminal);
  const takeover = new Takeover(followed, terminal);
  for (;;) {
    // In this order: what an execution wrote before its end is in the ledger that is read after it.
    const execution = await executions.state(takeover.holder);
    const current = await ledger.read();
    const release = ownRelease(current, releaseId);
    if (release === undefined) {
      const ending = endingOf(current, releaseId, execution);
      if (ending !== undefined) return ending;
    } else {
      printChange(progressText(release, current));
      takeover.see(release, execution);
    }
    await terminal.sleep(INTERVAL_MS);
  }
}

function changePrinter(terminal: Terminal): (text: string) => void {
  let printed: string | undefined;
  return (text) => {
    if (text !== printed) terminal.print(hanging(`${isoSeconds(terminal.now())}  `, text));
    printed = text;
  };
}

/** Waits a while for somebody to take a release over from its dead execution. */
class Takeover {
  /** ARN of the execution that holds the release. */
  holder: string;
  private deadSince: number | undefined;

  constructor(
    followed: Followed,
    private readonly terminal: Terminal,
  ) {
    this.holder = followed.executionArn;
  }

  /** @param execution state of the `holder`, read before the release */
  see({ releaseId, executionArn }: ActiveRelease, execution: ExecutionState): void {
    const isDead = execution.status !== 'RUNNING' && executionArn === this.holder;
    this.holder = executionArn;
    const now = this.terminal.now().getTime();
    this.deadSince = isDead ? (this.deadSince ?? now) : undefined;
    if (now - (this.deadSince ?? now) > TAKEOVER_MS) throw abandoned(releaseId, execution);
  }
}

/** How a release that is not active any more (or never was) ended; undefined while its execution may still start it. */
function endingOf(ledger: Ledger, releaseId: string, execution: ExecutionState): Ending | undefined {
  const ended = ledger.ended.find((known) => known.releaseId === releaseId);
  if (ended !== undefined) return { outcome: ended.outcome, reason: ended.reason };
  if (execution.status === 'RUNNING') return undefined;
  if (execution.status === 'SUCCEEDED') return { outcome: 'nothing-to-do', reason: 'the version is live already' };
  return { outcome: 'refused', reason: `the workflow ended ${execution.status}: ${execution.error}` };
}

function progressText(release: ActiveRelease, { weights }: Ledger): string {
  const text = `${release.version} ${release.phase}, traffic ${sharesText(weights)}`;
  const wish = wishText(release);
  return wish === undefined ? text : `${text}; ${wish}`;
}

function wishText({ abort, rollback, wishes }: ActiveRelease): string | undefined {
  if (rollback !== undefined) return rollback.reason;
  if (abort !== undefined) return `abort asked for by ${abort.by}: ${abort.reason}`;
  return wishes?.pause === undefined ? undefined : `paused by ${wishes.pause.by}: ${wishes.pause.reason}`;
}

function abandoned(releaseId: string, { status, error }: ExecutionState): OperationError {
  return new OperationError(
    `the execution of release ${releaseId} ended ${status}${error === '' ? '' : ` (${error})`} and no recovery took the ` +
      `release over in ${TAKEOVER_MS / 60_000} minutes; start another release, or look at the workflow's failed executions`,
  );
}
