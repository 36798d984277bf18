import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRehearsalConfig, modelCommandFor, ProcessTaskRuntime, RehearsalConfig, versionOf } from '../processes';
import { SwitchableClock } from '../clocks/switchable-clock';
import { Assembly, readAssembly } from '../deploy';
import { LagLog } from '../lag/lag-log';
import { Network } from '../network';
import { REHEARSAL_ACCOUNT, REHEARSAL_REGION, Stage } from '../stage';
import { TaskSpec } from '../tasks';
import { ModelLinks } from '../traffic/model-links';
import { TRAFFIC_FAULTS } from './fault-names';
import { Interruption } from './interruption';
import { parseRehearseOptions, RawRehearseOptions, RehearseOptions } from './options';
import { Performance } from './performance';
import { RehearsalRecord } from './record';
import { Reporter, reporterFor } from './reporter';
import { renderSummary } from './summary';
import { synthesize } from './synth';
import { withTemporaryFolder } from './temporary-folder';
import { tellEverything } from './verbose';

/** Virtual time at which every rehearsal begins: fixed, so that two of one seed can be compared. */
const START = Date.UTC(2026, 0, 5, 9);

/**
 * Rehearses one release, start to end: synthesizes both versions, deploys the first on a jumping clock, then releases the second
 * under real traffic. Whatever it started is ended when it returns or throws; it throws `Interrupted` for Ctrl-C and its like.
 */
export async function rehearse(raw: RawRehearseOptions, directory: string): Promise<RehearsalRecord> {
  const config = loadRehearsalConfig(directory);
  const options = parseRehearseOptions(raw, directory, { from: config.from, to: config.to, rps: config.load.rps });
  const reporter = await reporterFor(process.stdout, options.plain || options.verbose);
  const started = performance.now();
  const interruption = new Interruption(() => reporter.interrupted());
  try {
    const record = await withTemporaryFolder('bluegreen-rehearsal-', async (folder) => {
      const [from, to] = await synthesizeBoth(options, config, folder, reporter, interruption.signal);
      return onStage(options, config, reporter, interruption, (play) => play.perform(from, to, started));
    });
    reporter.done();
    reporter.note(renderSummary(record));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(record, undefined, 2)}\n`);
    if (record.doubt !== null) throw new Error(`the outcome can't be trusted: ${record.doubt}`);
    requireStruck(record);
    return record;
  } finally {
    interruption.stop();
  }
}

/** A fault that never struck proves nothing, whatever the outcome: the run must not pass for a rehearsal of it. */
function requireStruck({ fault, faultAt }: RehearsalRecord): void {
  if (fault === null || faultAt !== null) return;
  throw new Error(
    `fault ${fault} must strike during the release, got none: its target was never called, or the release ended before its time; ` +
      'check the target, or use a bakeTime above 5 minutes',
  );
}

/** Waits for both, also when one fails: neither may write into a folder that is gone. */
async function synthesizeBoth(
  { directory, app, context: given, from, to }: RehearseOptions,
  { versionContext }: RehearsalConfig,
  outdir: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<[Assembly, Assembly]> {
  reporter.note(`synthesizing ${from} and ${to}`);
  const place = { accountId: REHEARSAL_ACCOUNT, region: REHEARSAL_REGION };
  const one = async (version: string): Promise<Assembly> => {
    const folder = join(outdir, version);
    const context = { ...given, [versionContext]: version };
    await synthesize({ directory, app, context, outdir: folder, signal, ...place });
    return readAssembly(folder, place);
  };
  const both = [one(from), one(to)] as const;
  await Promise.allSettled(both);
  return Promise.all(both);
}

/** Opens the stage, plays on it, and closes it in every case. */
async function onStage(
  options: RehearseOptions,
  config: RehearsalConfig,
  reporter: Reporter,
  interruption: Interruption,
  play: (performance: Performance) => Promise<RehearsalRecord>,
): Promise<RehearsalRecord> {
  const lag = new LagLog();
  const clock = new SwitchableClock(START, { onLate: lag.addTimer });
  const network = new Network();
  const versions = new Map<string, string>();
  const command = modelCommandFor(config);
  const commandFor = (spec: TaskSpec, port: number) => {
    versions.set(spec.ip, versionOf(spec));
    return command(spec, port);
  };
  const links = new ModelLinks(options.seed);
  const linkTo = (spec: TaskSpec, port: number) => links.open(spec.serviceName, port);
  const isLinked = options.fault !== undefined && TRAFFIC_FAULTS.includes(options.fault);
  const { speed } = options;
  const tasks = new ProcessTaskRuntime({ clock, network, commandFor, speed, ...(isLinked ? { linkTo } : {}) });
  const stage = await Stage.open({ clock, network, tasks, seed: options.seed });
  try {
    stage.sagemaker.seedFeatureStore(config.featureStore);
    const versionOfTask = (ip: string) => versions.get(ip);
    if (options.verbose) tellEverything(stage, reporter);
    const performance = new Performance({ stage, clock, lag, tasks, links, options, config, reporter, versionOfTask });
    return await interruption.race(() => play(performance));
  } finally {
    await stage.close();
  }
}
