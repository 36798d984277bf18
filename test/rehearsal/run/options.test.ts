import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULT_NAMES, TARGETED_FAULTS } from '../../../lib/rehearsal/run/fault-names';
import { parseRehearseOptions, RawRehearseOptions } from '../../../lib/rehearsal/run/options';

const GOOD: RawRehearseOptions = { from: '1.2', to: '1.3', speed: '120', seed: '1' };

function parse(raw: Partial<RawRehearseOptions>) {
  return parseRehearseOptions({ ...GOOD, ...raw }, '/app', {});
}

describe('options of bluegreen rehearse', () => {
  test('versions and rate come from the configuration where the command line is silent', () => {
    const options = parseRehearseOptions({ speed: '1', seed: '0', to: '1.4' }, '/app', {
      from: '1.2',
      to: '1.3',
      rps: 7,
    });
    expect(options).toMatchObject({ from: '1.2', to: '1.4', rps: 7, speed: 1, seed: 0, plain: false });
  });

  test('context is handed on, with values that hold equals signs or nothing', () => {
    expect(parse({ context: ['gateway=true', 'filter=a=b', 'empty='] }).context).toEqual({
      gateway: 'true',
      filter: 'a=b',
      empty: '',
    });
    expect(parse({}).context).toEqual({});
  });

  test.each(TARGETED_FAULTS)('fault %s takes a target, which may hold colons', (fault) => {
    expect(parse({ fault: `${fault}:ecs:UpdateService` })).toMatchObject({ fault, faultTarget: 'ecs:UpdateService' });
  });

  test.each(FAULT_NAMES)('fault %s needs no target', (fault) => {
    expect(parse({ fault })).toMatchObject({ fault, faultTarget: undefined });
  });

  test.each<[string, Partial<RawRehearseOptions>, RegExp]>([
    ['an unknown fault', { fault: 'nope' }, /^--fault must be one of errors, .*, got "nope"; choose one of them$/],
    ['a target of a fault that has none', { fault: 'errors:x' }, /^--fault errors must have no target, got "x"; only/],
    ['one version for both sides', { to: '1.2' }, /^--to must be another version than --from, got 1\.2 for both;/],
    [
      'context without a value',
      { context: ['gateway'] },
      /^--context must be a key and a value, got "gateway"; write it/,
    ],
    ['no version', { to: undefined }, /^--to must name a version, got none; pass it or write "to"/],
    ['a rate that is no number', { rps: 'fast' }, /^--rps must be a number from 1 to 20000, got "fast"; give one/],
    ['a speed out of range', { speed: '0' }, /^--speed must be a number from 1 to 2000, got "0"; give one/],
    ['two ways to answer', { decline: true, fault: 'approval-timeout' }, /^--decline must not be used with --fault/],
    ['an outcome that nobody knows', { expect: 'fine' }, /^--expect must be promoted or rolled-back, got "fine";/],
    [
      'a record in a folder that is not there',
      { json: join(tmpdir(), 'no-such', 'x.json') },
      /^--json must be a file in/,
    ],
  ])('fails for %s', (_case, raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });

  test('fails with every problem at once', () => {
    expect(() => parse({ fault: 'nope', rps: '0', expect: 'fine' })).toThrow(/--rps[^]*--fault[^]*--expect/);
  });
});
