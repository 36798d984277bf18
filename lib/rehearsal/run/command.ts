import { Command } from 'commander';
import { hanging } from '../../operations/text/layout';
import { folderOf } from './app-folder';
import { FAULTS } from './fault-names';
import { RawRehearseOptions } from './options';
import { rehearse } from './rehearse';

/** Exit codes of `bluegreen rehearse`. */
const EXIT = { promoted: 0, error: 1, rolledBack: 2 } as const;

const FAULT_WIDTH = Math.max(...Object.keys(FAULTS).map(({ length }) => length));

const FAULT_HELP = Object.entries(FAULTS)
  .map(([name, text]) => hanging(`  ${name.padEnd(FAULT_WIDTH)} `, text))
  .join('\n');

const EXIT_HELP = [
  hanging('Exit codes:    ', '0 promoted, 2 rolled back or refused, 1 error of the rehearsal itself'),
  hanging('               ', '130 ended by Ctrl-C, 143 by SIGTERM'),
  hanging('With --expect: ', '0 as expected, 1 otherwise'),
].join('\n');

/** `bluegreen rehearse`: its options, its help, its exit code. */
export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description(
      'Rehearse a release on this machine, with no AWS account: the synthesized template, its state machine, functions, alarms and IAM policies, against real model servers and real traffic on a fast clock.',
    )
    .option('--dir <folder>', 'folder of the CDK app and its bluegreen.rehearsal.json (default: here)')
    .option('--example <name>', 'rehearse an example of this package (default here: fraud-detection)')
    .option('--app <command>', 'command that runs the CDK app (default: "app" of cdk.json)')
    .option('--stack <name>', 'stack to deploy, when the app has several')
    .option('--model <name>', 'model to release, when the stack has several')
    .option('--context <key=value...>', 'context for the CDK app, as with cdk deploy')
    .option('--from <version>', 'version that is live (default: "from" of bluegreen.rehearsal.json)')
    .option('--to <version>', 'version to release (default: "to" of bluegreen.rehearsal.json)')
    .option('--fault <name>', 'inject a fault (list below)')
    .option('--rps <n>', 'production requests per second (default: "load.rps" of bluegreen.rehearsal.json)')
    .option('--speed <n>', 'virtual seconds per second while traffic runs', '120')
    .option('--seed <n>', 'seed of everything random', '1')
    .option('--expect <outcome>', 'promoted or rolled-back: exit with 0 when it ends so, with 1 when not')
    .option('--decline', 'decline the new version where the model wants an approval (default: approve it)')
    .option('--json <file>', 'write the record of the rehearsal as JSON')
    .option('--ci', 'plain lines instead of the live view')
    .option('--verbose', 'plain lines, with what the functions log and every AWS call that fails')
    .addHelpText('after', `\nFaults:\n${FAULT_HELP}\n\n${EXIT_HELP}`)
    .action(async (raw: RawRehearseOptions) => {
      const record = await rehearse(raw, folderOf(raw));
      if (raw.expect !== undefined) process.exitCode = record.outcome === raw.expect ? 0 : EXIT.error;
      else process.exitCode = record.outcome === 'promoted' ? EXIT.promoted : EXIT.rolledBack;
    });
}
