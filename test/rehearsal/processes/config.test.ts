import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRehearsalConfig, modelCommandFor, RehearsalConfig, versionOf } from '../../../lib/rehearsal/processes';
import { taskSpec } from './models';

const MODEL = { command: ['node', 'server.mjs'] };
const SCORE = { method: 'POST', path: '/score', body: { amount: 0 } };
const MINIMAL = { model: MODEL, load: { requests: [SCORE] } };

/** A folder with these files; anything but text is written as JSON. */
function folder(files: Readonly<Record<string, unknown>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-config-'));
  mkdirSync(join(directory, 'model'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

function load(settings: unknown, files: Readonly<Record<string, unknown>> = {}): RehearsalConfig {
  return loadRehearsalConfig(folder({ 'bluegreen.rehearsal.json': settings, ...files }));
}

describe('where the configuration is', () => {
  const inCdkJson = { app: 'node app.js', bluegreenRehearsal: { ...MINIMAL, to: 'cdk.json' } };

  test('the file is stronger than cdk.json', () => {
    expect(load({ ...MINIMAL, to: 'file' }, { 'cdk.json': inCdkJson }).to).toBe('file');
  });

  test('else the key bluegreenRehearsal of cdk.json', () => {
    expect(loadRehearsalConfig(folder({ 'cdk.json': inCdkJson })).to).toBe('cdk.json');
  });

  test.each([
    ['in an empty folder', {}],
    ['with a cdk.json without the key', { 'cdk.json': { app: 'x' } }],
  ])('fails %s, saying what to write', (_, files) => {
    expect(() => loadRehearsalConfig(folder(files))).toThrow(
      /found neither .*bluegreen\.rehearsal\.json nor "bluegreenRehearsal" in cdk\.json; write bluegreen\.rehearsal\.json/,
    );
  });

  test('fails when the file is no JSON', () => {
    expect(() => load('{"model": }')).toThrow(/bluegreen\.rehearsal\.json must be JSON: .*; correct it$/);
  });

  test('fails naming the key when cdk.json is wrong', () => {
    const directory = folder({ 'cdk.json': { bluegreenRehearsal: { ...MINIMAL, to: 2 } } });
    expect(() => loadRehearsalConfig(directory)).toThrow(
      `${join(directory, 'cdk.json')} (bluegreenRehearsal): to must be a string, got 2; write "2"`,
    );
  });
});

describe('what is read', () => {
  test('defaults', () => {
    expect(load(MINIMAL)).toMatchObject({
      versionContext: 'modelVersion',
      model: { cwd: '.', env: {}, versions: {} },
      load: { rps: 200 },
    });
  });

  test('a body is sent as JSON, null and 0 too', () => {
    const requests = [
      SCORE,
      { ...SCORE, body: null },
      { ...SCORE, body: 0, headers: { 'Content-Type': 'text/plain' } },
    ];
    expect(load({ ...MINIMAL, load: { requests } }).load.requests).toEqual([
      {
        name: 'POST /score',
        method: 'POST',
        path: '/score',
        headers: { 'content-type': 'application/json' },
        body: '{"amount":0}',
      },
      expect.objectContaining({ headers: { 'content-type': 'application/json' }, body: 'null' }),
      expect.objectContaining({ headers: { 'Content-Type': 'text/plain' }, body: '0' }),
    ]);
  });

  test('each body of a file is a request; one without a body has no content type', () => {
    const requests = [
      { name: 'score', method: 'POST', path: '/score', bodyFile: 'bodies.json' },
      { method: 'GET', path: '/ping' },
    ];
    const config = load({ ...MINIMAL, load: { requests } }, { 'bodies.json': [{ a: 1 }, 'text'] });
    expect(config.load.requests.map(({ name, body }) => [name, body])).toEqual([
      ['score', '{"a":1}'],
      ['score', '"text"'],
      ['GET /ping', undefined],
    ]);
    expect(config.load.requests[2]).toEqual({ name: 'GET /ping', method: 'GET', path: '/ping', headers: {} });
  });
});

describe('a wrong configuration', () => {
  const request = (settings: object) => ({ ...MINIMAL, load: { requests: [settings] } });

  test.each<[string, unknown, string]>([
    ['no object', [], 'the configuration must be an object, got []; change it'],
    ['no model', { load: MINIMAL.load }, 'model is missing; add it, an object'],
    ['no command', { ...MINIMAL, model: {} }, 'model.command is missing; add it, an array'],
    [
      'a command as text',
      { ...MINIMAL, model: { command: 'node x' } },
      'model.command must be an array, got "node x"; write it in [ ]',
    ],
    [
      'an empty command',
      { ...MINIMAL, model: { command: [] } },
      'model.command must have at least 1 entry, got []; add one',
    ],
    [
      'an empty program',
      { ...MINIMAL, model: { command: [''] } },
      'model.command[0] must have at least 1 character, got ""; write a text or remove the key',
    ],
    ['a version as number', { ...MINIMAL, from: 1.2 }, 'from must be a string, got 1.2; write "1.2"'],
    [
      'a misspelled key',
      { ...MINIMAL, model: { ...MODEL, cmd: 1 } },
      'model must have no key "cmd"; remove it or correct its spelling',
    ],
    [
      'a variable as number',
      { ...MINIMAL, model: { ...MODEL, env: { THREADS: 0 } } },
      'model.env.THREADS must be a string, got 0; write "0"',
    ],
    [
      'a wrong override',
      { ...MINIMAL, model: { ...MODEL, versions: { '1.4': { env: { A: true } } } } },
      'model.versions["1.4"].env.A must be a string, got true; write "true"',
    ],
    [
      'a missing folder',
      { ...MINIMAL, model: { ...MODEL, cwd: 'modle' } },
      'model.cwd must be a folder, got "modle"; it is relative to',
    ],
    [
      'a missing folder of a version',
      { ...MINIMAL, model: { ...MODEL, versions: { '1.4': { cwd: 'old' } } } },
      'model.versions["1.4"].cwd must be a folder, got "old"',
    ],
    ['rps 0', { ...MINIMAL, load: { ...MINIMAL.load, rps: 0 } }, 'load.rps must be at least 1, got 0; raise it'],
    [
      'rps too high',
      { ...MINIMAL, load: { ...MINIMAL.load, rps: 1e6 } },
      'load.rps must be at most 20000, got 1000000; lower it',
    ],
    [
      'no requests',
      { ...MINIMAL, load: { requests: [] } },
      'load.requests must have at least 1 entry, got []; add one',
    ],
    [
      'a path without slash',
      request({ method: 'GET', path: 'ping' }),
      'load.requests[0].path must start with "/", got "ping"; give the path on the model server, such as "/predict"',
    ],
    [
      'an unknown method',
      request({ method: 'get', path: '/' }),
      'load.requests[0].method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, got "get"; choose one of them',
    ],
    [
      'no method',
      request({ path: '/' }),
      'load.requests[0].method is missing; add it, one of GET, HEAD, POST, PUT, PATCH, DELETE',
    ],
    [
      'two bodies',
      request({ ...SCORE, bodyFile: 'b.json' }),
      'load.requests[0] must have "body" or "bodyFile", not both; remove one',
    ],
    [
      'a body with GET',
      request({ ...SCORE, method: 'GET' }),
      'load.requests[0] must have no body with GET or HEAD; use POST, or remove "body" and "bodyFile"',
    ],
    [
      'a missing body file',
      request({ method: 'POST', path: '/', bodyFile: 'none.json' }),
      'load.requests[0].bodyFile must be a JSON file, got ',
    ],
  ])('fails with %s', (_, settings, message) => {
    expect(() => load(settings)).toThrow(`bluegreen.rehearsal.json: ${message}`);
  });

  test.each([[[]], [{ a: 1 }]])('fails with a body file that holds %j', (bodies) => {
    const settings = request({ method: 'POST', path: '/', bodyFile: 'bodies.json' });
    expect(() => load(settings, { 'bodies.json': bodies })).toThrow(
      /bodyFile must hold a JSON array with at least 1 body/,
    );
  });

  test('every problem is reported at once', () => {
    expect(() => load({ ...MINIMAL, from: 1, to: 2 })).toThrow(/from must be.*\n.*to must be/);
  });
});

describe('version of a task', () => {
  test.each([
    ['fraud:1.2', {}, '1.2'],
    ['fraud:1.2', { MODEL_VERSION: '1.3' }, '1.3'],
    ['localhost:5000/fraud', {}, 'latest'],
    ['localhost:5000/fraud:1.2', {}, '1.2'],
    ['fraud:1.2@sha256:abc', {}, '1.2'],
    ['fraud@sha256:abc', {}, 'latest'],
  ])('%s %j is %s', (image, environment, version) => {
    expect(versionOf({ image, environment })).toBe(version);
  });
});

describe('command of a task', () => {
  const config = load({
    ...MINIMAL,
    model: {
      command: ['python', 'serve.py', '--port={port}', '{"keep": "{braces}"}'],
      cwd: 'model',
      env: { MODEL_VERSION: '{version}', IMAGE: '{image}', LEVEL: 'common' },
      versions: { '1.4': { env: { LEVEL: 'own' } }, '1.5': { command: ['java', '-jar', '{version}.jar'], cwd: '.' } },
    },
  });
  const commandOf = (version: string) => modelCommandFor(config)(taskSpec({ image: `fraud:${version}` }), 20_001);

  test('placeholders are filled in, other braces stay', () => {
    expect(commandOf('1.3')).toEqual({
      command: ['python', 'serve.py', '--port=20001', '{"keep": "{braces}"}'],
      cwd: join(config.directory, 'model'),
      env: { MODEL_VERSION: '1.3', IMAGE: 'fraud:1.3', LEVEL: 'common' },
    });
  });

  test("a version's variables are added to the common ones", () => {
    expect(commandOf('1.4').env).toEqual({ MODEL_VERSION: '1.4', IMAGE: 'fraud:1.4', LEVEL: 'own' });
  });

  test("a version's command and folder replace the common ones", () => {
    expect(commandOf('1.5')).toMatchObject({ command: ['java', '-jar', '1.5.jar'], cwd: config.directory });
  });

  test('a version named like a member of every object has no overrides', () => {
    expect(commandOf('constructor')).toEqual({
      ...commandOf('1.3'),
      env: expect.objectContaining({ LEVEL: 'common' }),
    });
  });
});
