import { randomUUID } from 'node:crypto';
import { ReleaseInput, VERSION_PATTERN, VERSION_RULE } from '../contract';
import { releaseIdOf } from '../core/release-id';
import { findModel } from './aws/deployed-model';
import { Executions } from './aws/executions';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { Connection } from './connection';
import { follow } from './follow';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { endingText, exitCodeOf } from './ending';
import { row } from './text/layout';

export interface ReleaseOptions {
  readonly version: string;
  readonly image: string;
  readonly force?: boolean;
  readonly wait?: boolean;
}

/** `bluegreen release`: starts the model's workflow for a version. With `--wait` the exit code says how it ended. */
export async function release(
  modelName: string,
  options: ReleaseOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const { version, image, force = false } = options;
  requireValid(version, image);
  const model = await findModel(modelName, connection);
  const input: ReleaseInput = { version, image, force, requestedBy: await requester(connection, model.region) };
  const executions = new Executions(model, connection);
  const releaseId = releaseIdOf(version, randomUUID());
  const executionArn = await executions.start(releaseId, input);
  terminal.print(row('release', releaseId));
  terminal.print(row('execution', executionArn));
  if (options.wait !== true) {
    terminal.print(row('next', `bluegreen status ${modelName}`));
    return 0;
  }
  const ledger = new OperatorLedger(model, connection, () => terminal.now());
  const ending = await follow({ releaseId, executionArn }, { ledger, executions, terminal });
  terminal.print(endingText(version, ending, terminal.colors));
  return exitCodeOf(ending);
}

/** By the rule of `ModelVersion`, so that a release by hand is refused before it starts, not by the workflow. */
function requireValid(version: string, image: string): void {
  if (!VERSION_PATTERN.test(version)) {
    throw new OperationError(
      `--version must be ${VERSION_RULE}, got "${version}"; name the version as in ModelVersion.container()`,
    );
  }
  if (!/^\S+$/.test(image)) {
    throw new OperationError(
      `--image must be an image's URI without spaces, got "${image}"; give it as the registry names it`,
    );
  }
}
