import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredLabels } from '../../../lib/rehearsal/processes/configured-labels';
import { ConfiguredRequest } from '../../../lib/rehearsal/processes/configured-requests';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'labels-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const request = (body?: string): ConfiguredRequest => ({
  ...{ name: 'predict', method: 'POST', path: '/predict', headers: {} },
  ...(body === undefined ? {} : { body }),
});

const LOAD = [request('{"amount": 1, "hour": 2}'), request(), request('{"amount":9}'), request('{"amount":5}')];

function labelsOf(items: unknown, load = LOAD) {
  writeFileSync(join(folder, 'labels.json'), typeof items === 'string' ? items : JSON.stringify(items));
  const settings = { file: 'labels.json', requestPath: 'input', labelPath: 'truth.fraud', afterMinutes: 20 };
  return configuredLabels('bluegreen.json', folder, settings, load);
}

test('labels are found by the requests, however their members are ordered, and kept by their places in the load', () => {
  const labels = labelsOf([
    { input: { amount: 9 }, truth: { fraud: true } },
    { input: { hour: 2, amount: 1 }, truth: { fraud: false } },
    { input: { amount: 7 }, truth: { fraud: true } },
  ]);
  expect([...labels]).toEqual([
    [0, false],
    [2, true],
  ]);
});

test('an item whose label is none leaves its request without one', () => {
  const labels = labelsOf([
    { input: { amount: 9 }, truth: { fraud: null } },
    { input: { amount: 5 }, truth: { fraud: 'no' } },
  ]);
  expect([...labels]).toEqual([[3, 'no']]);
});

test.each([
  ['labels of another load', [{ input: { amount: 7 }, truth: { fraud: true } }], 'with none of them'],
  ['no list', { input: 1 }, 'labels.file must hold a JSON array'],
  ['no JSON', '[', 'labels.file must be a JSON file'],
])('fails for %s', (_, items, message) => {
  expect(() => labelsOf(items)).toThrow(message);
});

test('fails for a file that is not there', () => {
  const settings = { file: 'none.json', requestPath: 'input', labelPath: 'truth', afterMinutes: 20 };
  expect(() => configuredLabels('bluegreen.json', folder, settings, LOAD)).toThrow(/must be a JSON file.*none\.json/);
});
