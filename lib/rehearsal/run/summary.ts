import pc from 'picocolors';
import { RehearsalRecord } from './record';

/** The end of a rehearsal for people: what happened, with the numbers, 80 columns wide. */
export function renderSummary(record: RehearsalRecord): string {
  return [
    '',
    headline(record),
    '',
    ...requestLines(record),
    ...switchLines(record),
    ...(record.rollback === null ? [] : rollbackLines(record)),
    ...endLines(record),
    '',
  ].join('\n');
}

function headline(record: RehearsalRecord): string {
  const way = `${record.model} ${record.from} → ${record.to}`;
  const fault = record.fault === null ? '' : ` with fault ${record.fault}`;
  switch (record.outcome) {
    case 'promoted':
      return pc.green(pc.bold(`PROMOTED  ${way}${fault}`));
    case 'rolled-back':
      return pc.yellow(pc.bold(`ROLLED BACK  ${way}${fault}`));
    case 'refused':
      return pc.red(pc.bold(`REFUSED  ${way}${fault}`));
  }
}

function requestLines({ requests }: RehearsalRecord): string[] {
  const shares = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([version, count]) => `${version}: ${count.toLocaleString('en')}`)
      .join(', ');
  const { p50, p90, p99 } = requests.latencyMs;
  const lines = [
    row('requests', `${requests.sent.toLocaleString('en')} sent, ${requests.failed.toLocaleString('en')} failed`),
    row('by version', shares(requests.byVersion)),
    row('latency', `p50 ${p50.toFixed(1)} ms, p90 ${p90.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`),
  ];
  if (requests.failed > 0) {
    lines.push(row('failed by', shares(requests.failedByVersion)), row('failures', shares(requests.failures)));
  }
  if (requests.dropped > 0) lines.push(row('NOT SENT', `${requests.dropped}: the machine is too slow for this --rps`));
  return lines;
}

function switchLines(record: RehearsalRecord): string[] {
  const { ruleChanges, lastOldRequestMs } = record.switch;
  if (ruleChanges === 0) return [row('switch', 'production traffic never moved')];
  const changes = `${ruleChanges} rule change${ruleChanges === 1 ? '' : 's'}`;
  return [row('switch', `${changes}; last request on ${record.from} ${lastOldRequestMs ?? 0} ms after the decision`)];
}

function rollbackLines({ rollback, from }: RehearsalRecord): string[] {
  if (rollback === null) return [];
  const lines = [row('rolled back by', rollback.alarm === null ? rollback.trigger : `alarm ${rollback.alarm}`)];
  lines.push(...wrapped('because', rollback.reason));
  if (rollback.faultToDetectedSeconds !== null) {
    lines.push(row('fault detected', `${Math.round(rollback.faultToDetectedSeconds)} virtual s after it began`));
  }
  if (rollback.alarmToRestoredMs !== null) {
    lines.push(
      row(
        'traffic back',
        `on ${from} ${rollback.alarmToRestoredMs} ms after ${rollback.alarm === null ? 'the decision' : 'the alarm'}`,
      ),
    );
  }
  return lines;
}

function endLines(record: RehearsalRecord): string[] {
  const { end, permissions } = record;
  const agreement = end.ledgerAgrees ? 'ledger and weights agree' : pc.red('LEDGER AND WEIGHTS DISAGREE');
  const lock = end.lockFree ? 'lock free' : pc.red('LOCK HELD');
  return [
    row('in the end', `${end.liveVersion ?? 'nothing'} is live; ${agreement}, ${lock}`),
    row('cdk deploy', end.deploy),
    row('permissions', `${permissions.used} of ${permissions.granted} granted ones were used`),
    row('time', `${Math.round(record.virtualMinutes)} virtual minutes in ${record.wallSeconds.toFixed(1)} s`),
  ];
}

const LABEL_WIDTH = 16;
const LINE_WIDTH = 80;

function row(label: string, text: string): string {
  return `${pc.dim(label.padEnd(LABEL_WIDTH))}${text}`;
}

/** A long text under one label, broken at words. */
function wrapped(label: string, text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const current = lines[lines.length - 1];
    const next = current === '' ? word : `${current} ${word}`;
    if (next.length > LINE_WIDTH - LABEL_WIDTH && current !== '') lines.push(word);
    else lines[lines.length - 1] = next;
  }
  return lines.map((line, index) => row(index === 0 ? label : '', line));
}
