import { FAULT_NAMES, FaultName } from './fault-names';

/** What `bluegreen rehearse` was asked to do. */
export interface RehearseOptions {
  /** Folder of the CDK app (cdk.json, bluegreen.rehearsal.json). */
  readonly directory: string;
  /** Command that runs the app; cdk.json's `app` when absent. */
  readonly app?: string;
  /** Logical name of the stack and of the model, needed when the app has several. */
  readonly stack?: string;
  readonly model?: string;
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
  readonly verbose: boolean;
}

/** Options as commander hands them over. */
export interface RawRehearseOptions {
  readonly dir?: string;
  readonly example?: string;
  readonly app?: string;
  readonly stack?: string;
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
  readonly fault?: string;
  readonly speed: string;
  readonly rps?: string;
  readonly seed: string;
  readonly json?: string;
  readonly ci?: boolean;
  readonly expect?: string;
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
      problems.push(`--${name} must be a number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}`);
    }
    return value;
  };
  const speed = number('speed', raw.speed, 1, 2000);
  const rps = number('rps', raw.rps ?? String(defaults.rps ?? 200), 1, 20_000);
  const seed = number('seed', raw.seed, 0, 2 ** 31 - 1);
  const from = raw.from ?? defaults.from;
  const to = raw.to ?? defaults.to;
  if (from === undefined) problems.push('--from VERSION is missing, and bluegreen.rehearsal.json names no "from"');
  if (to === undefined) problems.push('--to VERSION is missing, and bluegreen.rehearsal.json names no "to"');
  const [fault, ...target] = (raw.fault ?? '').split(':');
  if (raw.fault !== undefined && !isFaultName(fault)) {
    problems.push(`--fault must be one of ${FAULT_NAMES.join(', ')}, got ${JSON.stringify(fault)}`);
  }
  if (raw.expect !== undefined && raw.expect !== 'promoted' && raw.expect !== 'rolled-back') {
    problems.push(`--expect must be promoted or rolled-back, got ${JSON.stringify(raw.expect)}`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    directory,
    app: raw.app,
    stack: raw.stack,
    model: raw.model,
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
    verbose: raw.verbose === true,
  };
}

function isFaultName(name: string): name is FaultName {
  return (FAULT_NAMES as readonly string[]).includes(name);
}
