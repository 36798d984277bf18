import pc from 'picocolors';
import { EnvironmentName, ENVIRONMENTS, RollbackTrigger } from '../../contract';
import { pathText, rangeText } from '../../operations/text/detection-text';
import { hanging } from '../../operations/text/layout';
import { DetectionFacts } from './detection-facts';
import { EnvironmentFacts, MemoryFacts, RehearsalRecord, RollbackFacts } from './record';
import { serverOutput } from './server-output';

/** The end of a rehearsal for people: what happened, with the numbers, 80 columns wide. */
export function renderSummary(record: RehearsalRecord): string {
  return [
    '',
    headline(record),
    '',
    ...requestLines(record),
    ...approvalLines(record),
    ...switchLines(record),
    ...judgedLines(record),
    ...(record.rollback === null ? [] : rollbackLines(record, record.rollback)),
    ...judgeLines(record),
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

function requestLines(record: RehearsalRecord): string[] {
  const { requests, environments } = record;
  const kinds = Object.entries(requests.failures).map(([kind, number]) => `${kind}: ${count(number)}`);
  const why = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  const { p50, p90, p99 } = requests.latencyMs;
  const lines = [
    row('requests', `${count(requests.sent)} sent, ${count(requests.failed)} failed${why}`),
    ...ENVIRONMENTS.flatMap((name) => environmentLine(name, environments[name])),
    ...cohortLine(record),
    row('clients waited', `p50 ${ms(p50)}, p90 ${ms(p90)}, p99 ${ms(p99)}`),
  ];
  if (requests.dropped > 0) {
    lines.push(row('NOT SENT', `${count(requests.dropped)}: the machine is too slow for this --rps`));
  }
  return lines;
}

function environmentLine(name: EnvironmentName, facts: EnvironmentFacts): string[] {
  const { version, requests, failed, withoutTask, answerMs } = facts;
  if (version === null || requests + failed === 0) return [];
  // What found no task was never sent, and is the environment's failure all the same.
  const share = failed === 0 ? '' : ` (${((100 * failed) / (requests + withoutTask)).toFixed(1)} %)`;
  const taskless = withoutTask === 0 ? '' : `, ${count(withoutTask)} of them found no task`;
  const answers = answerMs === null ? '' : `, p50 ${ms(answerMs.p50)}, p99 ${ms(answerMs.p99)}`;
  return [row(name, `${version}: ${count(requests)} sent, ${count(failed)} failed${share}${taskless}${answers}`)];
}

function cohortLine({ cohort }: RehearsalRecord): string[] {
  if (cohort === null) return [];
  const versions = Object.entries(cohort.byVersion).sort(([one], [other]) => one.localeCompare(other));
  const sent = versions.map(([version, number]) => `${count(number)} to ${version}`).join(', ') || 'none sent';
  return [row('cohort', `${cohort.percent} % of the requests: ${sent}, ${count(cohort.failed)} failed`)];
}

/** Nobody has looked: whoever reads the summary must not take it for the approval of people. */
function approvalLines({ approvals }: RehearsalRecord): string[] {
  return approvals.map(({ check, decision, afterSeconds }) => {
    const given = decision === 'approve' ? 'given' : 'declined';
    return row(
      'approval',
      `"${check}" ${given} by the rehearsal, not by people, ${Math.round(afterSeconds)} virtual s after it was asked`,
    );
  });
}

function switchLines(record: RehearsalRecord): string[] {
  const { ruleChanges, cohortChanges, lastOldRequestMs } = record.switch;
  if (!trafficMoved(record)) return [row('switch', 'production traffic never moved')];
  const changes = `${ruleChanges} rule change${ruleChanges === 1 ? '' : 's'}`;
  const ofCohort = cohortChanges === 0 ? '' : `, and ${cohortChanges} of the cohort's rule`;
  const which = ruleChanges === 1 ? 'it' : 'the last';
  const last =
    lastOldRequestMs === null ? '' : `; last request on ${record.from} ${ms(lastOldRequestMs)} after ${which}`;
  return [row('switch', `${changes}${ofCohort}${last}`)];
}

function trafficMoved({ switch: { ruleChanges, cohortChanges } }: RehearsalRecord): boolean {
  return ruleChanges + cohortChanges > 0;
}

/** Who decided, in words. */
const DECIDED_BY: Readonly<Record<RollbackTrigger, string>> = {
  alarm: 'an alarm',
  watch: 'a look at the release',
  judge: 'the judge',
  check: 'a check',
  abort: 'an abort',
  error: 'an error of the workflow',
  operator: 'an operator',
  'execution-died': 'the end of its execution',
};

function rollbackLines(record: RehearsalRecord, rollback: RollbackFacts): string[] {
  const { trigger, reason, alarm, measured } = rollback;
  const who = alarm === null ? (DECIDED_BY[trigger as RollbackTrigger] ?? trigger) : `alarm ${alarm}`;
  const lines = [row(record.outcome === 'refused' ? 'refused by' : 'rolled back by', who)];
  // CloudWatch's own sentence says the same as the numbers, in three lines.
  if (measured !== null) lines.push(row('measured', measuredText(measured)));
  if (measured === null || trigger !== 'alarm' || record.outcome === 'refused') lines.push(row('because', reason));
  if (rollback.serverOutput !== '') lines.push(...serverOutput(record.to, rollback.serverOutput).split('\n'));
  return [...lines, ...speedLines(record, rollback), ...pathLines(record)];
}

function measuredText({ label, value, limit, at, periodSeconds }: NonNullable<RollbackFacts['measured']>): string {
  const when = periodSeconds < 60 ? `${periodSeconds} s from ${at.slice(11, 19)}` : `minute from ${at.slice(11, 16)}`;
  return `${label}: ${Number(value.toPrecision(3))} in the ${when}, limit ${limit}`;
}

/** From the fault to its detection, and from there to the old version's traffic. */
function speedLines(record: RehearsalRecord, rollback: RollbackFacts): string[] {
  const { faultToDetectedSeconds: detected, alarmToRestoredMs: restored, lastFailedVersionRequestMs: last } = rollback;
  const { faultToDetectedMs: real } = rollback;
  const lines: string[] = [];
  if (detected !== null) {
    const inReal = real === null ? '' : ` (${(real / 1000).toFixed(1)} s real)`;
    lines.push(row('detected', `${Math.round(detected)} virtual s after the fault began${inReal}`));
  }
  if (restored !== null && trafficMoved(record)) {
    const since = rollback.alarm === null ? 'the decision' : 'the alarm';
    const end = last === null ? '' : `, last request on ${record.to} after ${ms(last)}`;
    lines.push(row('traffic back', `${ms(restored)} after ${since}${end}`));
  }
  return lines;
}

/** A rollback by the judge says the same as its reason. */
function judgedLines({ judged, judgedSoFar, rollback }: RehearsalRecord): string[] {
  if (rollback?.trigger === 'judge') return [];
  if (judged === null) return judgedSoFar === null ? [] : [row('compared', judgedSoFar.reason)];
  return [row('compared', `${judged.status}: ${judged.reason}`)];
}

/** What is to be expected of each way, and what was measured here, where rules change at once. */
function pathLines({ faultAt, rollback, detection }: RehearsalRecord): string[] {
  if (faultAt === null || rollback === null) return [];
  return detection.map((path, index) =>
    row(index === 0 ? 'expected' : '', `${pathText(path)} ${rangeText(path.restored)}${measuredPath(path)}`),
  );
}

function measuredPath({ measured }: DetectionFacts): string {
  if (measured === null) return '';
  const { detectedSeconds, restoredSeconds } = measured;
  const found = `: found after ${Math.round(detectedSeconds)} virtual s`;
  return restoredSeconds === null ? found : `${found}, traffic back after ${Math.round(restoredSeconds)}`;
}

/** A fake must not be taken for the model that it stands for. */
function judgeLines({ bedrockFakes: { judged, embedded } }: RehearsalRecord): string[] {
  if (judged + embedded === 0) return [];
  return [
    row(
      'judge',
      `${count(judged)} judgements and ${count(embedded)} embeddings come from deterministic fakes (words compared), not from Amazon Bedrock`,
    ),
  ];
}

function endLines(record: RehearsalRecord): string[] {
  const { end, permissions, lag } = record;
  const agreement = end.ledgerAgrees ? 'ledger and weights agree' : pc.red('LEDGER AND WEIGHTS DISAGREE');
  const lock = end.lockFree ? 'no release holds the lock' : pc.red('LOCK HELD');
  const others = permissions.used === permissions.granted ? '' : '; --json lists the others';
  return [
    row('in the end', `${end.liveVersion ?? 'nothing'} is live; ${agreement}, ${lock}`),
    row('cdk deploy', end.deploy),
    row('permissions', `${permissions.used} of ${permissions.granted} granted ones were used${others}`),
    ...memoryLine(record),
    row('this machine', `late by ${ms(lag.worstMs)} at worst (${lag.source})`),
    row('time', `${Math.round(record.virtualMinutes)} virtual minutes in ${record.wallSeconds.toFixed(1)} s`),
  ];
}

/** The function that came nearest to its memory. */
function memoryLine({ memory }: RehearsalRecord): string[] {
  const [nearest] = Object.entries(memory).sort(([, one], [, other]) => shareOf(other) - shareOf(one));
  if (nearest === undefined) return [];
  const [entry, { usedMb, declaredMb }] = nearest;
  return [row('memory', `${entry} held ${usedMb} of its ${declaredMb} MB, the others less`)];
}

function shareOf({ usedMb, declaredMb }: MemoryFacts): number {
  return usedMb / declaredMb;
}

const LABEL_WIDTH = 16;

function row(label: string, text: string): string {
  return hanging(pc.dim(label.padEnd(LABEL_WIDTH)), text);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function ms(value: number): string {
  const isFine = value < 10 && !Number.isInteger(value);
  return `${isFine ? value.toFixed(1) : count(Math.round(value))} ms`;
}
