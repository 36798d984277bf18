import { DeployedVersion, Weights } from '../contract';
import { ActiveRelease, EndedRelease, Ledger, RejectedVersion } from '../core/ledger/ledger';
import { findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { Connection } from './connection';
import { Terminal } from './terminal';
import { renderStatus } from './text/status-text';

/** What `bluegreen status --json` prints. Absent things are null, so that every member is always there. */
export interface StatusReport {
  readonly modelName: string;
  readonly region: string;
  readonly live: DeployedVersion | null;
  readonly standby: DeployedVersion | null;
  /** What the traffic function wrote and read back last. */
  readonly weights: Weights;
  readonly release: ActiveRelease | null;
  readonly lastEnded: EndedRelease | null;
  readonly rejected: readonly RejectedVersion[];
}

export interface StatusOptions {
  readonly json?: boolean;
}

/** `bluegreen status`: what is live, where traffic goes and what a release is doing, as the ledger has it. */
export async function status(
  modelName: string,
  options: StatusOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const ledger = await new OperatorLedger(model, connection, () => terminal.now()).read();
  const report = statusReport(ledger, model.region);
  terminal.print(
    options.json === true ? JSON.stringify(report, null, 2) : renderStatus(report, terminal.now(), terminal.colors),
  );
  return 0;
}

export function statusReport(ledger: Ledger, region: string): StatusReport {
  const { modelName, live, standby, weights, release, ended, rejected } = ledger;
  return {
    modelName,
    region,
    live: live ?? null,
    standby: standby ?? null,
    weights,
    release: release ?? null,
    lastEnded: ended[0] ?? null,
    rejected,
  };
}
