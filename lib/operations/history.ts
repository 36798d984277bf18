import { EndedRelease } from '../core/ledger/ledger';
import { Decision } from '../core/ledger/transition';
import { DeployedModel, findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { Connection } from './connection';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { renderHistory } from './text/history-text';

/** What `bluegreen history --json` prints. */
export interface HistoryReport {
  readonly modelName: string;
  readonly region: string;
  /** Newest first. With `--release` only that one, and none while it is still running. */
  readonly releases: readonly EndedRelease[];
  /** How many ended releases the history has, shown or not. */
  readonly total: number;
  /** Release whose decisions follow: the one asked for, else the newest; null when no release ever ended. */
  readonly decisionsOf: string | null;
  /** Oldest first. */
  readonly decisions: readonly Decision[];
}

export interface HistoryOptions {
  /** Newest releases to show. */
  readonly limit: number;
  /** Show only this release. */
  readonly release?: string;
  readonly json?: boolean;
}

/** `bluegreen history`: how releases ended, and every decision of one of them with its numbers. */
export async function history(
  modelName: string,
  options: HistoryOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const ledger = new OperatorLedger(model, connection, () => terminal.now());
  const report =
    options.release === undefined
      ? await newest(model, ledger, options.limit)
      : await oneRelease(model, ledger, options.release);
  terminal.print(
    options.json === true ? JSON.stringify(report, null, 2) : renderHistory(report, terminal.now(), terminal.colors),
  );
  return 0;
}

async function newest(model: DeployedModel, ledger: OperatorLedger, limit: number): Promise<HistoryReport> {
  const ended = await ledger.ended();
  const last = ended.at(0)?.releaseId;
  return {
    ...subject(model),
    releases: ended.slice(0, limit),
    total: ended.length,
    decisionsOf: last ?? null,
    decisions: last === undefined ? [] : await ledger.decisions(last),
  };
}

/** A running release has decisions, but no end yet. */
async function oneRelease(model: DeployedModel, ledger: OperatorLedger, releaseId: string): Promise<HistoryReport> {
  const [ended, decisions] = await Promise.all([ledger.ended(), ledger.decisions(releaseId)]);
  const releases = ended.filter((release) => release.releaseId === releaseId);
  if (releases.length === 0 && decisions.length === 0) {
    const { modelName } = model;
    throw new OperationError(
      `no release "${releaseId}" in the history of model "${modelName}"; list the ids with bluegreen history ${modelName}`,
    );
  }
  return { ...subject(model), releases, total: ended.length, decisionsOf: releaseId, decisions };
}

function subject({ modelName, region }: DeployedModel): Pick<HistoryReport, 'modelName' | 'region'> {
  return { modelName, region };
}
