import { KeyRing } from './aws/keys';
import { openKeys } from './aws/open-keys';
import { parameterSettings } from './aws/parameter-settings';
import { GatewayConfig, readConfig } from './config/gateway-config';
import { Gateway } from './gateway';
import { LineWriter } from './log/line-writer';
import { jsonLogger } from './log/logger';
import { fileSettings, SettingsSource } from './settings/settings-source';

const writer = new LineWriter(process.stdout);
const log = jsonLogger(writer);

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const keys = config.aws && (await openKeys(config.aws, log));
  const gateway = new Gateway({ config, writer, keys, settings: settingsSource(config, keys) });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(gateway));
  await gateway.listen();
}

function settingsSource({ settings, aws }: GatewayConfig, keys: KeyRing | undefined): SettingsSource {
  const { parameter, file, fixed } = settings;
  if (parameter !== undefined && aws !== undefined && keys !== undefined) {
    return parameterSettings({ ...parameter, region: aws.region, keys, now: Date.now });
  }
  if (file !== undefined) return fileSettings(file);
  return { read: async () => fixed };
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
