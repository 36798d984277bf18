import { EndedRelease, Ledger } from '../../../lib/core/ledger/ledger';
import { versionBefore } from '../../../lib/core/ledger/version-before';
import { quietLedger } from './ledgers';

const ended = (version: string, outcome: EndedRelease['outcome'] = 'promoted'): EndedRelease => ({
  ...{ version, contentHash: `hash-${version}`, image: `model:${version}`, releaseId: `release-${version}` },
  ...{ outcome, reason: 'r', evidence: {}, endedAt: '2026-01-01T00:00:00.000Z' },
});

const quiet = quietLedger();
const of = (releases: EndedRelease[], more: Partial<Ledger> = {}) =>
  versionBefore({ ...quiet, ended: releases, ...more })?.version;

test('is the newest that was promoted, and is not live', () => {
  const live = ended(quiet.live!.version);
  expect(of([ended('bad', 'rolled-back'), live, ended('b'), ended('a')])).toBe('b');
});

test('is none that was rejected since', () => {
  const { version, contentHash, image } = ended('b');
  const rejected = [{ version, contentHash, image, releaseId: 'r', reason: 'wrong', at: '2026-01-02T00:00:00.000Z' }];
  expect(of([ended('b'), ended('a')], { rejected })).toBe('a');
});

test('is none when the ledger knows none', () => {
  expect(of([])).toBeUndefined();
  expect(of([ended('bad', 'rolled-back')])).toBeUndefined();
});
