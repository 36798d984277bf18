import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runApp } from './app-process';

/** The part of cdk.json that a synth needs. */
interface CdkJson {
  readonly app?: string;
  readonly context?: Record<string, unknown>;
}

export interface SynthOptions {
  /** Folder of cdk.json. */
  readonly directory: string;
  /** Command that runs the app; cdk.json's `app` when absent. */
  readonly app?: string;
  /** Added to (and stronger than) cdk.json's context. */
  readonly context: Record<string, string>;
  readonly outdir: string;
  readonly accountId: string;
  readonly region: string;
  /** Ends the app when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Runs the CDK app as the `cdk` command line would, without it: the app writes a cloud assembly to CDK_OUTDIR. No lookup is
 * made: an app whose context is not complete fails with what is missing.
 */
export async function synthesize(options: SynthOptions): Promise<string> {
  const cdkJson = readCdkJson(options);
  const app = options.app ?? cdkJson.app;
  if (app === undefined) {
    throw new Error(`no CDK app: cdk.json in ${options.directory} has no "app"; add it or pass --app COMMAND`);
  }
  mkdirSync(options.outdir, { recursive: true });
  const context = { ...cdkJson.context, ...lookedUpContext(options.directory), ...options.context };
  const env = {
    CDK_OUTDIR: options.outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_ACCOUNT: options.accountId,
    CDK_DEFAULT_REGION: options.region,
  };
  await runApp({ command: app, cwd: options.directory, env, signal: options.signal });
  refuseMissingContext(options.outdir);
  return options.outdir;
}

/** As with `cdk`, an app that is named by its command needs no cdk.json. */
function readCdkJson({ directory, app }: Pick<SynthOptions, 'directory' | 'app'>): CdkJson {
  const path = join(directory, 'cdk.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as CdkJson;
  if (app !== undefined) return {};
  throw new Error(
    `no cdk.json in ${directory}: go into the folder of a CDK app, name it with --dir, or pass --app COMMAND`,
  );
}

/** Values that `cdk synth` looked up earlier and keeps in cdk.context.json. */
function lookedUpContext(directory: string): Record<string, unknown> {
  const path = join(directory, 'cdk.context.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
}

function refuseMissingContext(outdir: string): void {
  const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
    missing?: { key: string }[];
  };
  const missing = (manifest.missing ?? []).map((each) => each.key);
  if (missing.length > 0) {
    throw new Error(
      `the app needs context that is looked up in an account, which is not done here: ${missing.join(', ')}; run \`cdk synth\` once with credentials (it writes cdk.context.json)`,
    );
  }
}
