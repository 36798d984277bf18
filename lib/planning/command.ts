import { Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXPECTED_RATES } from '../core/outline/decision-outline';
import { processTerminal, Terminal } from '../operations/terminal';
import { Assembly, readAssembly } from '../rehearsal/deploy';
import { folderOf, FolderOptions } from '../rehearsal/run/app-folder';
import { contextOf } from '../rehearsal/run/context';
import { Interruption } from '../rehearsal/run/interruption';
import { synthesize } from '../rehearsal/run/synth';
import { withTemporaryFolder } from '../rehearsal/run/temporary-folder';
import { REHEARSAL_ACCOUNT, REHEARSAL_REGION } from '../rehearsal/stage';
import { plannedModel } from './planned-model';
import { releaseReport } from './release-report';
import { renderReport } from './report-text';

const PLACE = { accountId: REHEARSAL_ACCOUNT, region: REHEARSAL_REGION };

interface PlanOptions extends FolderOptions {
  readonly app?: string;
  readonly stack?: string;
  readonly model?: string;
  readonly context?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly baseRate?: number;
  readonly ratio?: number;
  readonly json?: boolean;
}

/** `bluegreen plan`: its options, its help. */
export function planCommand(terminal: Terminal = processTerminal()): Command {
  return new Command('plan')
    .description(
      'What the next release of a synthesized model does: phases and their times, steps, how soon a fault is found, and what the judge can decide with the traffic that you expect.',
    )
    .argument('[cdk.out]', 'folder that cdk synth wrote (default: runs the app)')
    .option('--dir <folder>', 'folder of the CDK app (default: here)')
    .option('--example <name>', 'an example of this package (default here: fraud-detection)')
    .option('--app <command>', 'command that runs the CDK app (default: "app" of cdk.json)')
    .option('--stack <name>', 'stack of the model, when the app has several')
    .option('--model <name>', 'model, when the stack has several')
    .option('--context <key=value...>', 'context for the CDK app, as with cdk deploy')
    .option(
      '--requests-per-minute <n>',
      'production requests a minute that you expect (default: expectedRequestsPerMinute of the analysis)',
      positive,
    )
    .option(
      '--base-rate <percent>',
      `requests that fail with a good version, percent (default: ${100 * EXPECTED_RATES.baseRate})`,
      percent,
    )
    .option(
      '--ratio <n>',
      `how many times as many have to be found (default: minimumDetectableRatio of the analysis, which is ${EXPECTED_RATES.ratio} unless it says otherwise)`,
      aboveOne,
    )
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: PlanOptions) => {
      const report = releaseReport(plannedModel(await assemblyOf(folder, options), options), options);
      const { json } = options;
      terminal.print(json === true ? JSON.stringify(report, undefined, 2) : renderReport(report, terminal.colors));
    });
}

/** What was synthesized, or is now: nothing is looked up, deployed or asked. */
async function assemblyOf(folder: string | undefined, options: PlanOptions): Promise<Assembly> {
  if (folder !== undefined) {
    const directory = resolve(folder);
    if (existsSync(join(directory, 'manifest.json'))) return readAssembly(directory, PLACE);
    throw new Error(
      `cdk.out must be a folder that cdk synth wrote, got ${JSON.stringify(folder)} without manifest.json; leave it out to run the app`,
    );
  }
  return synthesizedNow(options);
}

/** Throws `Interrupted` for Ctrl-C and its like, when the app has ended and its folder is gone. */
async function synthesizedNow({ app, context: given, ...place }: PlanOptions): Promise<Assembly> {
  const context = contextOf(given);
  const directory = folderOf(place);
  const interruption = new Interruption();
  try {
    return await withTemporaryFolder('bluegreen-plan-', async (outdir) => {
      await synthesize({ directory, app, context, outdir, signal: interruption.signal, ...PLACE });
      return readAssembly(outdir, PLACE);
    });
  } finally {
    interruption.stop();
  }
}

function positive(value: string): number {
  return numberIn(value, (number) => number > 0, 'must be a number above 0.');
}

function aboveOne(value: string): number {
  return numberIn(value, (number) => number > 1, 'must be a number above 1.');
}

/** Answers a share. */
function percent(value: string): number {
  return numberIn(value, (number) => number > 0 && number < 100, 'must be a number above 0 and below 100.') / 100;
}

function numberIn(value: string, isValid: (number: number) => boolean, rule: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && isValid(number)) return number;
  throw new InvalidArgumentError(rule);
}
