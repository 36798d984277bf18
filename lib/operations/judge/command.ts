import { Command, InvalidArgumentError, Option } from 'commander';
import { OnInconclusive } from '../../contract/judge';
import { GuardrailSpec, judgeSettings } from '../../core/judge/guardrail';
import { explained } from '../operation-error';
import { processTerminal, Terminal } from '../terminal';
import { hanging } from '../text/layout';
import { guardrailSpec, number, rate } from './guardrails';

/** Exit codes of `bluegreen judge`. */
export const EXIT = { pass: 0, error: 1, fail: 2, insufficientData: 3 } as const;

/** What the command line says; all numbers but the files have a default of the judge. */
export interface JudgeOptions {
  readonly control: readonly string[];
  readonly experiment: readonly string[];
  readonly guardrail?: readonly GuardrailSpec[];
  readonly tolerance?: number;
  readonly badRatio?: number;
  readonly floor?: number;
  readonly ceiling?: number;
  readonly minBadEvents?: number;
  readonly alphaRollback?: number;
  readonly alphaPromote?: number;
  /** Minutes. */
  readonly maxDuration?: number;
  readonly minimumRequests?: number;
  readonly onInconclusive?: OnInconclusive;
  readonly timestamp: string;
  readonly total: string;
  readonly events: string;
  readonly json?: string;
  readonly plot?: string;
}

const FILES_HELP = [
  'A file is CSV with a row a minute, or JSON of aws cloudwatch get-metric-data or get-metric-statistics (several files then are taken together):',
  '',
  '  timestamp,total,events                 a column guardrail tells several apart',
  '  2026-01-05T09:44:00Z,540,5             or epoch seconds or milliseconds',
  '',
  'Metrics of CloudWatch have the Ids or labels total and events, or NAME_total and NAME_events for each guardrail.',
].map((line) => hanging('', line));

const GUARDRAIL_HELP = hanging(
  'Guardrails: ',
  'NAME[=KIND][,PART…] with the kinds errors, latency and events; parts are tolerance=N, bad-ratio=N, floor=RATE, ceiling=RATE, min-bad-events=N, weight=N and rollback-only. As --guardrail errors,ceiling=0.5% --guardrail slow=latency. A name that is no kind counts events.',
);

const EXIT_HELP = hanging(
  'Exit codes: ',
  '0 PASS, 2 FAIL: it would have been rolled back, 3 INSUFFICIENT_DATA, 1 error of the command or its files',
);

/** `bluegreen judge`: plays recorded metrics to the judge. It needs neither AWS nor a model. */
export function judgeCommand(terminal: Terminal = processTerminal()): Command {
  const defaults = judgeSettings();
  return new Command('judge')
    .description(
      'Replay recorded metrics of two versions through the judge: when it would have promoted or rolled back.',
    )
    .requiredOption('--control <FILE...>', 'what was recorded of the live version')
    .requiredOption('--experiment <FILE...>', 'what was recorded of the new version in the same minutes')
    .option('--guardrail <SPEC>', 'what to judge by (below); default: all that is recorded', oneMore)
    .option('--tolerance <N>', "the new version's rate may be N times the live one's", number)
    .option('--bad-ratio <N>', 'from N times on it is bad', number)
    .option('--floor <RATE>', 'a rate up to this is good: 0.001 or 0.1%', rate)
    .option('--ceiling <RATE>', 'a rate below this is not bad', rate)
    .option('--min-bad-events <N>', 'no rollback with fewer events', number)
    .option('--alpha-rollback <P>', `of a false rollback at most (default: ${defaults.alphaRollback})`, rate)
    .option('--alpha-promote <P>', `of promoting a bad version at most (default: ${defaults.alphaPromote})`, rate)
    .option('--max-duration <MINUTES>', `time to decide in (default: ${defaults.maxDurationSeconds / 60})`, number)
    .option('--minimum-requests <N>', `needed for a promotion (default: ${defaults.minimumRequests})`, number)
    .addOption(
      new Option('--on-inconclusive <ACTION>', `when time is over (default: ${defaults.onInconclusive})`).choices([
        'rollback',
        'manual',
        'promote',
      ]),
    )
    .option('--timestamp <NAME>', 'column of the time', notEmpty, 'timestamp')
    .option('--total <NAME>', 'column or metric of the requests', notEmpty, 'total')
    .option('--events <NAME>', 'column or metric of the bad ones', notEmpty, 'events')
    .option('--json <FILE>', 'write every look as JSON')
    .option('--plot <FILE.svg>', 'write a picture of the evidence and the rates')
    .addHelpText('after', `\n${[...FILES_HELP, '', GUARDRAIL_HELP, EXIT_HELP].join('\n')}`)
    .action(async (options: JudgeOptions) => {
      try {
        const { judgeRecordings } = await import('./judge.ts'); // its readers would slow down other commands
        process.exitCode = judgeRecordings(options, terminal);
      } catch (error) {
        throw explained(error);
      }
    });
}

function oneMore(text: string, before: readonly GuardrailSpec[] = []): readonly GuardrailSpec[] {
  return [...before, guardrailSpec(text)];
}

function notEmpty(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new InvalidArgumentError('must not be empty.');
}
