import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompleteSettings, parseSettings } from '../../../lib/gateway/settings/settings';
import { SettingsPoller } from '../../../lib/gateway/settings/settings-poller';
import { fileSettings, SettingsSource } from '../../../lib/gateway/settings/settings-source';

test.each<[string, CompleteSettings]>([
  ['{}', { mirrorPercent: 0, latencyThresholdsMs: [] }],
  ['{"mirrorPercent":12.5}', { mirrorPercent: 12.5, latencyThresholdsMs: [] }],
  [
    '{"mirrorPercent":100,"latencyThresholdsMs":[120,250.5,120]}',
    { mirrorPercent: 100, latencyThresholdsMs: [120, 250.5] },
  ],
])('%s', (text, settings) => {
  expect(parseSettings(text)).toEqual(settings);
});

test.each([
  ['', 'settings must be a JSON object, got ""'],
  ['10', 'settings must be a JSON object, got "10"'],
  ['[]', 'settings must be a JSON object'],
  ['null', 'settings must be a JSON object'],
  ['{"mirrorPercent":101}', 'mirrorPercent must be a number from 0 to 100, got 101'],
  ['{"mirrorPercent":-1}', 'mirrorPercent must be a number from 0 to 100, got -1'],
  ['{"mirrorPercent":"10"}', 'mirrorPercent must be a number from 0 to 100, got "10"'],
  ['{"mirrorShare":10}', 'settings must be mirrorPercent and latencyThresholdsMs, got mirrorShare'],
  ['{"latencyThresholdsMs":[0]}', 'latencyThresholdsMs must be at most 5 numbers of milliseconds above 0, got [0]'],
  ['{"latencyThresholdsMs":[1,2,3,4,5,6]}', 'latencyThresholdsMs must be at most 5'],
  ['{"latencyThresholdsMs":100}', 'latencyThresholdsMs must be at most 5'],
])('fails for %s', (text, message) => {
  expect(() => parseSettings(text)).toThrow(message);
});

test('a file is read each time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-settings-'));
  const path = join(directory, 'settings.json');
  const source = fileSettings(path);
  await expect(source.read()).rejects.toThrow('ENOENT');
  writeFileSync(path, '{"mirrorPercent":5}');
  expect((await source.read()).mirrorPercent).toBe(5);
  writeFileSync(path, '{"mirrorPercent":0}');
  expect((await source.read()).mirrorPercent).toBe(0);
  rmSync(directory, { recursive: true });
});

function poller(source: SettingsSource) {
  const applied: number[] = [];
  const errors: string[] = [];
  const clock = { now: 0 };
  const made = new SettingsPoller(source, {
    pollMs: 5_000,
    now: () => clock.now,
    log: { info: () => undefined, error: (message) => void errors.push(message) },
    apply: ({ mirrorPercent }) => void applied.push(mirrorPercent),
  });
  return { applied, errors, clock, poll: () => made.poll() };
}

test('what is read is applied', async () => {
  let mirrorPercent = 10;
  const { applied, poll } = poller({ read: async () => ({ mirrorPercent, latencyThresholdsMs: [] }) });
  await poll();
  mirrorPercent = 20;
  await poll();
  expect(applied).toEqual([10, 20]);
});

test('fails to read: the last settings stay, for a minute; then nothing is mirrored', async () => {
  let readable = true;
  const { applied, errors, clock, poll } = poller({
    read: async () => {
      if (!readable) throw new Error('throttled');
      return { mirrorPercent: 10, latencyThresholdsMs: [] };
    },
  });
  await poll();
  readable = false;
  for (clock.now = 5_000; clock.now < 70_000; clock.now += 5_000) await poll();
  expect(applied).toEqual([10, 0]);
  expect(errors).toEqual([
    'settings unreadable, the last ones stay',
    'settings unreadable for a minute, mirroring ends',
  ]);
  readable = true;
  await poll();
  expect(applied).toEqual([10, 0, 10]);
});

test('fails to answer: a read that hangs is not started again and counts as unreadable', async () => {
  let reads = 0;
  const { applied, clock, poll } = poller({
    read: () => {
      reads += 1;
      return reads === 1
        ? Promise.resolve({ mirrorPercent: 10, latencyThresholdsMs: [] })
        : new Promise<CompleteSettings>(() => undefined);
    },
  });
  await poll();
  void poll();
  clock.now = 60_000;
  await poll();
  await poll();
  expect(reads).toBe(2);
  expect(applied).toEqual([10, 0]);
});
