import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { contextOf, contextProblems } from './context';
import { FAULT_NAMES, FaultName, TARGETED_FAULTS } from './fault-names';

/** What `bluegreen rehearse` was asked to do. */
export interface RehearseOptions {
  /** Folder of the CDK app (cdk.json, bluegreen.rehearsal.json). */
  readonly directory: string;
  /** Command that runs the app; cdk.json's `app` when absent. */
  readonly app?: string;
  /** Logical name of the stack and of the model, needed when the app has several. */
  readonly stack?: string;
  readonly model?: string;
  /** CDK context of both synths, beside the version. */
  readonly context: Readonly<Record<string, string>>;
  readonly from: string;
  readonly to: string;
  readonly fault?: FaultName;
  /** What the fault hits, for `throttle` (an API operation) and `function-dies` (a function's name). */
  readonly faultTarget?: string;
  /** Virtual seconds per real second while traffic runs. */
  readonly speed: number;
  /** Production requests per real second. */
  readonly rps: number;
  readonly seed: number;
  readonly json?: string;
  readonly plain: boolean;
  readonly expect?: 'promoted' | 'rolled-back';
  /** Whether the rehearsal declines the new version, instead of approving it. */
  readonly decline: boolean;
  readonly verbose: boolean;
}

/** Options as commander hands them over. */
export interface RawRehearseOptions {
  readonly dir?: string;
  readonly example?: string;
  readonly app?: string;
  readonly stack?: string;
  readonly model?: string;
  readonly context?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly fault?: string;
  readonly speed: string;
  readonly rps?: string;
  readonly seed: string;
  readonly json?: string;
  readonly ci?: boolean;
  readonly expect?: string;
  readonly decline?: boolean;
  readonly verbose?: boolean;
}

/** Defaults that the rehearsal's configuration file may set. */
export interface ConfiguredDefaults {
  readonly from?: string;
  readonly to?: string;
  readonly rps?: number;
}

/** Checks the options together and reports every problem at once. */
export function parseRehearseOptions(
  raw: RawRehearseOptions,
  directory: string,
  defaults: ConfiguredDefaults,
): RehearseOptions {
  const problems: string[] = [];
  const number = (name: string, text: string, minimum: number, maximum: number) => {
    const value = Number(text);
    if (!(value >= minimum && value <= maximum)) {
      problems.push(
        `--${name} must be a number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}; give one in that range`,
      );
    }
    return value;
  };
  const speed = number('speed', raw.speed, 1, 2000);
  const rps = number('rps', raw.rps ?? String(defaults.rps ?? 200), 1, 20_000);
  const seed = number('seed', raw.seed, 0, 2 ** 31 - 1);
  const from = raw.from ?? defaults.from;
  const to = raw.to ?? defaults.to;
  if (from === undefined) problems.push(missingVersion('from'));
  if (to === undefined) problems.push(missingVersion('to'));
  if (from !== undefined && from === to) {
    problems.push(`--to must be another version than --from, got ${from} for both; nothing would be released`);
  }
  const [fault, ...target] = (raw.fault ?? '').split(':');
  if (raw.fault !== undefined) problems.push(...faultProblems(fault, target));
  problems.push(...contextProblems(raw.context));
  if (raw.expect !== undefined && raw.expect !== 'promoted' && raw.expect !== 'rolled-back') {
    problems.push(
      `--expect must be promoted or rolled-back, got ${JSON.stringify(raw.expect)}; leave it out to get the outcome's exit code`,
    );
  }
  if (raw.decline === true && raw.fault === 'approval-timeout') {
    problems.push('--decline must not be used with --fault approval-timeout, got both; with the fault nobody answers');
  }
  // Said now, not when the rehearsal is over and its record is lost.
  if (raw.json !== undefined && !existsSync(dirname(resolve(raw.json)))) {
    problems.push(
      `--json must be a file in a folder that exists, got ${JSON.stringify(raw.json)}; make the folder first`,
    );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    directory,
    app: raw.app,
    stack: raw.stack,
    model: raw.model,
    context: contextOf(raw.context),
    from: from as string,
    to: to as string,
    fault: raw.fault === undefined ? undefined : (fault as FaultName),
    faultTarget: target.length > 0 ? target.join(':') : undefined,
    speed,
    rps,
    seed,
    json: raw.json,
    plain: raw.ci === true,
    expect: raw.expect as 'promoted' | 'rolled-back' | undefined,
    decline: raw.decline === true,
    verbose: raw.verbose === true,
  };
}

/** A fault as `--fault` has it, with its target; null without one. */
export function faultText({ fault, faultTarget }: RehearseOptions): string | null {
  if (fault === undefined) return null;
  return faultTarget === undefined ? fault : `${fault}:${faultTarget}`;
}

function missingVersion(name: 'from' | 'to'): string {
  return `--${name} must name a version, got none; pass it or write "${name}" in bluegreen.rehearsal.json`;
}

function faultProblems(fault: string, target: readonly string[]): string[] {
  if (!isFaultName(fault)) {
    return [`--fault must be one of ${FAULT_NAMES.join(', ')}, got ${JSON.stringify(fault)}; choose one of them`];
  }
  if (target.length === 0 || TARGETED_FAULTS.includes(fault)) return [];
  return [
    `--fault ${fault} must have no target, got ${JSON.stringify(target.join(':'))}; only ${TARGETED_FAULTS.join(' and ')} have one`,
  ];
}

function isFaultName(name: string): name is FaultName {
  return (FAULT_NAMES as readonly string[]).includes(name);
}
