import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
}

/**
 * Runs the CDK app as the `cdk` command line would, without it: the app writes a cloud assembly to CDK_OUTDIR. No lookup is
 * made: an app whose context is not complete fails with what is missing.
 */
export async function synthesize(options: SynthOptions): Promise<string> {
  const cdkJson = readCdkJson(options.directory);
  const app = options.app ?? cdkJson.app;
  if (app === undefined) {
    throw new Error(`no CDK app: cdk.json in ${options.directory} has no "app"; add it or pass --app COMMAND`);
  }
  mkdirSync(options.outdir, { recursive: true });
  await run(app, options.directory, {
    CDK_OUTDIR: options.outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...lookedUpContext(options.directory), ...options.context }),
    CDK_DEFAULT_ACCOUNT: options.accountId,
    CDK_DEFAULT_REGION: options.region,
  });
  refuseMissingContext(options.outdir);
  return options.outdir;
}

function readCdkJson(directory: string): CdkJson {
  const path = join(directory, 'cdk.json');
  if (!existsSync(path)) {
    throw new Error(`no cdk.json in ${directory}: run the rehearsal in the folder of a CDK app, or name it with --dir`);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as CdkJson;
}

/** Values that `cdk synth` looked up earlier and keeps in cdk.context.json. */
function lookedUpContext(directory: string): Record<string, unknown> {
  const path = join(directory, 'cdk.context.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
}

function run(command: string, cwd: string, env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd,
      shell: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-8000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the CDK app failed (exit ${code}): ${command}\n${output.trim()}`)),
    );
  });
}

function refuseMissingContext(outdir: string): void {
  const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
    missing?: { key: string }[];
  };
  const missing = (manifest.missing ?? []).map((each) => each.key);
  if (missing.length > 0) {
    throw new Error(
      `the app needs looked-up context that a rehearsal can't fetch: ${missing.join(', ')}; run \`cdk synth\` once with credentials (it writes cdk.context.json)`,
    );
  }
}
