import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_SETTINGS, parseSettings } from '../../../lib/gateway/settings/settings';
import { SettingsPoller } from '../../../lib/gateway/settings/settings-poller';
import { fileSettings, SettingsSource } from '../../../lib/gateway/settings/settings-source';

const PROTECT = { of: 'green', by: 'blue', until: 1_800_000_000 };
const MIRROR = { from: 'blue', to: 'green', percent: 12.5, until: 1_800_000_000 };

test.each<[object, object]>([
  [{}, NO_SETTINGS],
  [{ mirror: MIRROR }, { ...NO_SETTINGS, mirror: MIRROR }],
  [{ mirror: { ...MIRROR, to: 'blue' } }, { mirror: { to: 'blue' } }],
  [{ protect: PROTECT }, { ...NO_SETTINGS, protect: PROTECT }],
  [{ latencyThresholdsMs: [120, 250.5, 120] }, { latencyThresholdsMs: [120, 250.5] }],
  [{ versions: { blue: '1.2' } }, { versions: { blue: '1.2' } }],
  [{ release: '1.2-a' }, { release: '1.2-a' }],
])('%j', (value, settings) => {
  expect(parseSettings(JSON.stringify(value))).toMatchObject(settings);
});

test('compared values are compiled', () => {
  const { compare } = parseSettings('{"compare":[{"kind":"equal","path":"label"}]}');
  const answer = { status: 200, body: '{"label":"ok"}' };
  expect(compare?.(answer, answer)).toBe('agree');
});

test('slices are compiled', () => {
  const { slicing } = parseSettings('{"slices":{"by":"header","at":"x-country","values":["DE"]}}');
  expect(slicing?.({ headers: ['x-country', 'DE'], body: Buffer.alloc(0) })).toBe('DE');
});

test.each<[string, string]>([
  ['', 'settings must be a JSON object, got ""'],
  ['10', 'settings must be a JSON object, got "10"'],
  ['[]', 'settings must be a JSON object'],
  ['null', 'settings must be a JSON object'],
  [
    '{"mirrorShare":10}',
    'settings must be mirror, protect, compare, slices, release, latencyThresholdsMs and versions, got mirrorShare',
  ],
  [
    '{"mirror":null}',
    'mirror must be from and to (blue or green), percent (0 to 100) and until (seconds since 1970), got null',
  ],
  ...[
    { from: 'red' },
    { to: '' },
    { percent: 101 },
    { percent: -1 },
    { percent: '10' },
    { until: undefined },
    { until: 'x' },
  ].map((wrong): [string, string] => [
    JSON.stringify({ mirror: { ...MIRROR, ...wrong } }),
    'mirror must be from and to',
  ]),
  ...[{ of: 'red' }, { by: '' }, { by: 'green' }, { until: undefined }, { until: '2030-01-01' }].map(
    (wrong): [string, string] => [JSON.stringify({ protect: { ...PROTECT, ...wrong } }), 'protect must be of and by'],
  ),
  [
    '{"protect":null}',
    'protect must be of and by (blue or green, not the same) and until (seconds since 1970), got null',
  ],
  ['{"release":1}', 'release must be a text, got 1'],
  ['{"slices":null}', 'slices must be by (header or body), at and values, got null'],
  ['{"slices":{"by":"path","at":"a","values":[]}}', 'slices must be by (header or body), at and values'],
  ['{"slices":{"by":"body","at":"a b","values":[]}}', 'a path must be names'],
  ['{"compare":[]}', 'compare must be a list of values, got []'],
  ['{"compare":{}}', 'compare must be a list of values, got {}'],
  ['{"compare":[{"kind":"equal","path":"length(a)"}]}', 'a path must be names, [0] and [*], got "length(a)"'],
  ['{"compare":[{"kind":"magic","path":"a"}]}', 'a compared value must be equal, top-k or text'],
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
  writeFileSync(path, JSON.stringify({ mirror: MIRROR }));
  expect((await source.read()).mirror).toEqual(MIRROR);
  writeFileSync(path, '{}');
  expect((await source.read()).mirror).toBeUndefined();
  rmSync(directory, { recursive: true });
});

function poller(source: SettingsSource) {
  const applied: unknown[] = [];
  const errors: string[] = [];
  const made = new SettingsPoller(source, {
    pollMs: 5_000,
    log: { info: () => undefined, error: (message) => void errors.push(message) },
    apply: ({ versions }) => void applied.push(versions.blue),
  });
  return { applied, errors, poll: () => made.poll() };
}

const version = (blue: string) => ({ ...NO_SETTINGS, versions: { blue } });

test('what is read is applied', async () => {
  let next = '1';
  const { applied, poll } = poller({ read: async () => version(next) });
  await poll();
  next = '2';
  await poll();
  expect(applied).toEqual(['1', '2']);
});

test('fails to read: the last settings stay, and that is told once until they are read again', async () => {
  let readable = true;
  const { applied, errors, poll } = poller({
    read: async () => {
      if (!readable) throw new Error('throttled');
      return version('1');
    },
  });
  for (const now of [true, false, false, true, false]) {
    readable = now;
    await poll();
  }
  expect(applied).toEqual(['1', '1']);
  expect(errors).toEqual(Array(2).fill('settings unreadable, the last ones stay'));
});

test('fails to answer: a read that hangs is not started again', async () => {
  let reads = 0;
  const { applied, poll } = poller({
    read: () => {
      reads += 1;
      return reads === 1 ? Promise.resolve(version('1')) : new Promise(() => undefined);
    },
  });
  await poll();
  void poll();
  await poll();
  await poll();
  expect([reads, applied]).toEqual([2, ['1']]);
});
