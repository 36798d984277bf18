import pc from 'picocolors';
import { Decision } from '../../../lib/core/ledger/transition';
import { HistoryReport } from '../../../lib/operations/history';
import { evidenceText, renderHistory } from '../../../lib/operations/text/history-text';
import { at } from '../../core/ledger/ledgers';

const decision = (seconds: number, kind: string, reason: string, evidence: Decision['evidence'] = {}): Decision => ({
  releaseId: 'r',
  kind,
  at: at(seconds),
  reason,
  evidence,
});

const report = (decisions: readonly Decision[]): HistoryReport => ({
  modelName: 'fraud',
  region: 'eu-west-1',
  releases: [],
  total: 0,
  decisionsOf: 'r',
  decisions,
});

const render = (decisions: readonly Decision[]) =>
  renderHistory(report(decisions), new Date(at(3600)), pc.createColors(false))
    .split('\n')
    .slice(3);

test('quiet looks in a row are one entry with the numbers of the last', () => {
  const looks = [60, 120, 180].map((seconds) => decision(seconds, 'look', 'continue: all quiet', { seconds }));
  expect(render([...looks, decision(240, 'look', 'roll-back: alarm fires', { alarm: 'a' })])).toEqual([
    '  2026-01-01T00:01:00Z  look ×3, until 2026-01-01T00:03:00Z',
    '    continue: all quiet',
    '    seconds=180',
    '  2026-01-01T00:04:00Z  look',
    '    roll-back: alarm fires',
    '    alarm=a',
  ]);
});

test('another decision between two looks keeps them apart', () => {
  const quiet = (seconds: number) => decision(seconds, 'look', 'continue: all quiet');
  const kinds = render([quiet(1), decision(2, 'step-1', '100 %'), quiet(3)]).filter((line) => line.includes('Z  '));
  expect(kinds).toHaveLength(3);
});

test('a release without decisions says so', () => {
  expect(render([])).toEqual([]);
  expect(renderHistory(report([]), new Date(at(0)), pc.createColors(false))).toContain('No decisions of r are kept.');
});

test('numbers are shown as they are', () => {
  expect(evidenceText({ percent: 0, alarm: 'x', firing: false, weights: { blue: 1 }, nothing: null })).toBe(
    'percent=0 alarm=x firing=false weights={"blue":1} nothing=null',
  );
});
