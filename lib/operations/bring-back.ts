import { randomUUID } from 'node:crypto';
import { DeployedVersion, ReturnInput } from '../contract';
import { ActiveRelease, Ledger } from '../core/ledger/ledger';
import { reasonOfReturn } from '../core/ledger/reason-of-return';
import { reasonNotToReturn } from '../core/ledger/return';
import { versionBefore } from '../core/ledger/version-before';
import { releaseIdOf, returnIdOf } from '../core/release-id';
import { DeployedModel } from './aws/deployed-model';
import { Executions } from './aws/executions';
import { OperatorLedger } from './aws/ledger';
import { Connection } from './connection';
import { endingText, EXIT, exitCodeOf } from './ending';
import { follow, Followed } from './follow';
import { Terminal } from './terminal';
import { row } from './text/layout';

/** Who asks for a return, and how far it is followed. */
export interface BringBackOptions {
  readonly reason: string;
  readonly requestedBy: string;
  readonly wait: boolean;
}

/** What a return works with. */
export interface Place {
  readonly model: DeployedModel;
  readonly connection: Connection;
  readonly terminal: Terminal;
}

/**
 * Brings the version before back by a run of the model's workflow: its copy is scaled up, then all traffic goes to it. Exits with 2 and
 * prints the release that is left to do when that copy is gone; otherwise with 0 when the run has begun, or with `wait` as it ended.
 */
export async function bringBack(ledger: Ledger, options: BringBackOptions, place: Place): Promise<number> {
  const { terminal, model } = place;
  const obstacle = reasonNotToReturn(ledger);
  if (obstacle !== undefined) {
    terminal.print(row('gone', obstacle));
    terminal.print(row('next', nextRelease(model.modelName, ledger)));
    return EXIT.rolledBack;
  }
  const { live, before } = ledger as Required<Ledger>; // without one of them there is an obstacle
  const executions = new Executions(model, place.connection);
  const back = { version: before.version, leaves: live.releaseId, reason: options.reason };
  const started = await startReturn(executions, ledger, { back, requestedBy: options.requestedBy });
  terminal.print(row('back to', `${before.version} in ${before.environment}, which ${live.version} replaced`));
  printStarted(terminal, started);
  terminal.print(row('time', timeText(before)));
  return afterStart(started, ledger, before.version, options, place);
}

/** Somebody else asked for the return that runs: this call follows it. */
export async function followReturn(
  ledger: Ledger,
  release: ActiveRelease,
  options: BringBackOptions,
  place: Place,
): Promise<number> {
  place.terminal.print(row('back to', reasonOfReturn(release)));
  return afterStart(release, ledger, release.version, options, place);
}

async function afterStart(
  started: Followed,
  before: Ledger,
  version: string,
  { wait }: BringBackOptions,
  { model, connection, terminal }: Place,
): Promise<number> {
  const { modelName } = model;
  if (!wait) {
    terminal.print(row('next', `bluegreen status ${modelName}; to stop it: bluegreen abort ${modelName} --reason …`));
    return EXIT.done;
  }
  const ledger = new OperatorLedger(model, connection, () => terminal.now());
  const ending = await follow(started, { ledger, executions: new Executions(model, connection), terminal });
  terminal.print(endingText(version, ending, terminal.colors));
  if (ending.outcome === 'refused') terminal.print(row('next', nextRelease(modelName, before)));
  return exitCodeOf(ending);
}

/** A name that an ended run has taken, which never held the lock, is no reason to start none. */
async function startReturn(
  executions: Executions,
  { live, before, ended }: Ledger,
  input: ReturnInput,
): Promise<Followed & { readonly alreadyThere: boolean }> {
  const { version } = before as DeployedVersion;
  const releaseId = returnIdOf(version, live as DeployedVersion, ended[0]?.releaseId);
  const { executionArn, alreadyThere } = await executions.startOnce(releaseId, input);
  if (!alreadyThere || (await executions.state(executionArn)).status === 'RUNNING')
    return { releaseId, executionArn, alreadyThere };
  const another = releaseIdOf(version, `back-${randomUUID()}`);
  return { releaseId: another, executionArn: await executions.start(another, input), alreadyThere: false };
}

function printStarted(
  terminal: Terminal,
  { releaseId, executionArn, alreadyThere }: Followed & { readonly alreadyThere: boolean },
): void {
  terminal.print(row('release', alreadyThere ? `${releaseId}, asked for by somebody else just now` : releaseId));
  terminal.print(row('execution', executionArn));
}

/** Until traffic is on it. By the copy, which is a task definition or an endpoint config. */
function timeText({ copyArn }: DeployedVersion): string {
  const starts = copyArn.includes(':endpoint-config/')
    ? '4 to 10 minutes by our estimate until its instances answer'
    : '1 to 3 minutes by our estimate until its tasks are healthy';
  return `${starts}, then one switch of all traffic; no check runs`;
}

/** What is left when its copy is gone: it comes back as a release of its own, checks and all. */
function nextRelease(modelName: string, ledger: Ledger): string {
  const before = versionBefore(ledger);
  const command = `bluegreen release ${modelName} --version`;
  if (before === undefined || before.image === '') return `release the version that you want: ${command} …`;
  return (
    `${before.version} was live before; release it again, with the settings that are deployed now: ` +
    `${command} ${before.version} --image ${before.image} --wait`
  );
}
