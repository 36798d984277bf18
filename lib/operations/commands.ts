import { Command, InvalidArgumentError } from 'commander';
import type { WishKind } from '../core/operator-wishes';
import { Connection, connectionOf, ConnectionOptions } from './connection';
import { explained } from './operation-error';
import { processTerminal, Terminal } from './terminal';
import { WIDTH, wrap } from './text/layout';

/** What carries a command out; answers the exit code. */
type Operation<Options> = (
  modelName: string,
  options: Options,
  connection: Connection,
  terminal: Terminal,
) => Promise<number>;

/** Loads an operation when it is needed: the SDK's clients would slow down the start of every other command. */
type Load<Options> = () => Promise<Operation<Options>>;

/** `bluegreen status`. */
export function statusCommand(terminal?: Terminal): Command {
  const command = modelCommand('status', 'What is live, where traffic goes, and what a release is doing.').option(
    '--json',
    'print JSON',
  );
  return runs(command, async () => (await import('./status.ts')).status, terminal);
}

/** `bluegreen history`. */
export function historyCommand(terminal?: Terminal): Command {
  const command = modelCommand('history', 'How releases ended, and the decisions of the last one with their numbers.')
    .option('--limit <N>', 'newest releases to list', positiveInteger, 10)
    .option('--release <ID>', 'only this release and its decisions')
    .option('--json', 'print JSON');
  return runs(command, async () => (await import('./history.ts')).history, terminal);
}

/** `bluegreen release`. */
export function releaseCommand(terminal?: Terminal): Command {
  const command = modelCommand('release', 'Start a release of a version.')
    .requiredOption('--version <VERSION>', 'version to release')
    .requiredOption('--image <URI>', 'its container image')
    .option('--force', 'although alarms fire, or the version was rejected before')
    .option('--wait', 'follow the release to its end')
    .addHelpText(
      'after',
      note('Exit codes with --wait: 0 promoted or live already, 2 rolled back, 1 refused or error'),
    );
  return runs(command, async () => (await import('./release.ts')).release, terminal);
}

/** `bluegreen abort`. */
export function abortCommand(terminal?: Terminal): Command {
  const command = modelCommand('abort', 'Ask the running release to go back; its workflow does so at its next look.')
    .requiredOption('--reason <TEXT>', 'why, for the history', text)
    .option('--wait', 'follow the release to its end')
    .addHelpText('after', note('Exit codes with --wait: 0 went back, 2 promoted all the same, 1 error'));
  return runs(command, async () => (await import('./abort.ts')).abort, terminal);
}

const WISHES: Readonly<Record<WishKind, string>> = {
  pause: 'Hold the running release at the end of its step or bake.',
  resume: 'Let a paused release go on.',
  'promote-full':
    'Leave out the steps and times that are left; checks, the judge and the measurement of the bake still count.',
  skip: "End the time of the running release's step or bake now; never a check, the judge or a measurement.",
};

/** `bluegreen pause`, `resume`, `promote-full` and `skip`. */
export function wishCommands(terminal?: Terminal): Command[] {
  return (Object.keys(WISHES) as WishKind[]).map((kind) => {
    const command = modelCommand(kind, WISHES[kind]).requiredOption('--reason <TEXT>', 'why, for the history', text);
    return runs(command, async () => (await import('./wish.ts')).wishing(kind), terminal);
  });
}

/** `bluegreen approve`. */
export function approveCommand(terminal?: Terminal): Command {
  const command = modelCommand('approve', 'Answer the approval that the running release waits for.')
    .requiredOption('--version <VERSION>', 'version that you have read about')
    .requiredOption('--reason <TEXT>', 'why, for the history', text)
    .option('--decline', 'say no: the release goes back, and its version is rejected');
  return runs(command, async () => (await import('./approve.ts')).approve, terminal);
}

/** `bluegreen rollback`. */
export function rollbackCommand(terminal?: Terminal): Command {
  const command = modelCommand(
    'rollback',
    'Emergency: move all traffic back at once, past the workflow; or after the standby time, bring the version before back by it.',
  )
    .requiredOption('--reason <TEXT>', 'why, for the history', text)
    .option('--from <VERSION>', 'version to leave; needed once a return has moved traffic', text)
    .option('--wait', 'after the standby time: follow the return to its end')
    .addHelpText(
      'after',
      note(
        'While a release runs, up to the end of its standby time, traffic is back within seconds. After that the version before is ' +
          'scaled up again first, as it was and without checks: minutes, then one switch. Its bake and standby time follow; who asks ' +
          'again in them has to name the version to leave with --from, or the second of two people would undo what the first did.\n\n' +
          'Exit codes: 0 all traffic is on the stable side, or the return has begun (with --wait: was promoted); 2 traffic was held, ' +
          'there is nothing to go back to, or the return went back; 1 refused or error',
      ),
    );
  return runs(command, async () => (await import('./rollback.ts')).rollback, terminal);
}

/** A command about one deployed model. */
function modelCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<MODEL>', "the model's modelName")
    .option('--region <REGION>', 'AWS region (default: as the AWS CLI)')
    .option('--profile <NAME>', 'AWS profile (default: as the AWS CLI)')
    .option('--endpoint-url <URL>', 'another endpoint than AWS (default: AWS_ENDPOINT_URL)');
}

function runs<Options>(command: Command, load: Load<Options>, terminal: Terminal = processTerminal()): Command {
  return command.action(async (modelName: string, options: Options & ConnectionOptions) => {
    try {
      const operation = await load();
      process.exitCode = await operation(modelName, options, connectionOf(options), terminal);
    } catch (error) {
      throw explained(error);
    }
  });
}

function note(paragraph: string): string {
  return `\n${wrap(paragraph, WIDTH).join('\n')}`;
}

function positiveInteger(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('must be a whole number from 1.');
}

/** The history must say why: an empty reason is none. */
function text(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('must not be empty.');
}
