import { Command } from 'commander';
import {
  abortCommand,
  approveCommand,
  historyCommand,
  releaseCommand,
  rollbackCommand,
  statusCommand,
  wishCommands,
} from '../lib/operations/commands';
import { judgeCommand } from '../lib/operations/judge/command';
import { planCommand } from '../lib/planning/command';
import { Interrupted } from '../lib/rehearsal/run/interruption';
import { rehearseCommand } from '../lib/rehearsal/run/command';

/** Exit code for an error of the command itself; commander uses 1 for wrong options too. */
const EXIT_ERROR = 1;

async function main(): Promise<void> {
  // The SDK's own notice that its 2027 versions need Node 22 is for whoever builds this package, not for who runs it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const program = new Command('bluegreen')
    .description('Safe releases of machine learning models: plan, rehearse, watch and steer them.')
    .showHelpAfterError('(add --help for the options)')
    .addCommand(planCommand())
    .addCommand(rehearseCommand())
    .addCommand(judgeCommand())
    .addCommand(statusCommand())
    .addCommand(historyCommand())
    .addCommand(releaseCommand())
    .addCommand(approveCommand())
    .addCommand(abortCommand())
    .addCommand(rollbackCommand());
  for (const command of wishCommands()) program.addCommand(command);
  await program.parseAsync();
  process.exit(); // with process.exitCode: nothing that a rehearsal has left open may keep the shell waiting
}

main().catch((error: unknown) => {
  if (error instanceof Interrupted) process.exit(error.exitCode); // who sent the signal knows
  process.stderr.write(`bluegreen: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT_ERROR);
});
