import { readConfig } from './config/gateway-config';
import { Gateway } from './gateway';
import { LineWriter } from './log/line-writer';
import { jsonLogger } from './log/logger';
import { fileSettings, SettingsSource } from './settings/settings-source';

const writer = new LineWriter(process.stdout);
const log = jsonLogger(writer);

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const { file, fixed } = config.settings;
  const settings: SettingsSource = file === undefined ? { read: async () => fixed } : fileSettings(file);
  const gateway = new Gateway({ config, writer, settings });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(gateway));
  await gateway.listen();
}

async function stop(gateway: Gateway): Promise<void> {
  await gateway.stop();
  await writer.flushed(1_000);
  process.exit(0);
}

run().catch((error: unknown) => {
  log.error('the gateway could not start', { error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
});
