import { DeployedVersion } from '../../contract';
import { reasonOfGivingUp } from '../../core/ledger/adopt';
import { ActiveRelease } from '../../core/ledger/ledger';
import type { StatusReport } from '../status';
import { Colors } from '../terminal';
import { row } from './layout';
import { withAge } from './time';
import { outcomeText, sharesText, verdictText } from './words';

/** A model's state for people, 80 columns wide. */
export function renderStatus(report: StatusReport, now: Date, colors: Colors): string {
  return [
    `${colors.bold(report.modelName)} in ${report.region}`,
    '',
    ...versionRows('live', report.live, now),
    ...versionRows('standby', report.standby, now),
    row('traffic', sharesText(report.weights)),
    ...(report.release === null ? [row('release', 'none is running')] : releaseRows(report.release, now, colors)),
    ...lastRows(report, now, colors),
  ].join('\n');
}

function versionRows(label: string, deployed: DeployedVersion | null, now: Date): string[] {
  if (deployed === null) return [row(label, 'none')];
  const { version, environment, since, image } = deployed;
  return [row(label, `${version} in ${environment} since ${withAge(since, now)}`), row('', image)];
}

function releaseRows(release: ActiveRelease, now: Date, colors: Colors): string[] {
  const { version, environment, releaseId, phase, phaseSince, startedAt, requestedBy, forced } = release;
  return [
    row('release', `${version} to ${environment}: ${colors.bold(phase)} since ${withAge(phaseSince, now)}`),
    row('', `${releaseId}${forced ? ', forced' : ''}`),
    row('', `started ${withAge(startedAt, now)} by ${requestedBy}`),
    ...returnRows(release),
    ...stepRows(release),
    ...release.verdicts.map(({ check, status, reason, advisory }) =>
      row('', `${verdictText(status, colors)} ${check}${advisory === true ? ' (advisory)' : ''}: ${reason}`),
    ),
    ...wishRows(release, now, colors),
  ];
}

function returnRows({ returning }: ActiveRelease): string[] {
  return returning === undefined ? [] : [row('', `return from ${returning.left.version}: ${returning.reason}`)];
}

function stepRows({ stepIndex, stepSince, plan }: ActiveRelease): string[] {
  if (stepIndex === undefined) return [];
  const written = stepSince === undefined ? 'being written' : 'read back';
  return [row('', `step ${stepIndex + 1} of ${plan.steps.length}: ${plan.steps[stepIndex].percent} %, ${written}`)];
}

/** What operators asked for, and what stands against the release: an abort that was asked for, a rollback that was decided, a recovery that was given up. */
function wishRows(release: ActiveRelease, now: Date, colors: Colors): string[] {
  const { abort, rollback, trafficRestoredAt, givenUpBy, wishes = {} } = release;
  const rows: string[] = [];
  if (wishes.pause !== undefined) {
    const { at, by, reason } = wishes.pause;
    rows.push(row(colors.yellow('paused'), `${withAge(at, now)} by ${by}: ${reason}`));
  }
  if (wishes.promoteFull !== undefined) {
    const { at, by, reason } = wishes.promoteFull;
    rows.push(row('in full', `asked for ${withAge(at, now)} by ${by}: ${reason}`));
  }
  if (abort !== undefined) {
    rows.push(row(colors.yellow('abort'), `asked for ${withAge(abort.at, now)} by ${abort.by}: ${abort.reason}`));
  }
  if (rollback !== undefined) {
    rows.push(row(colors.yellow('rollback'), `decided ${withAge(rollback.at, now)}: ${rollback.reason}`));
    const back =
      trafficRestoredAt === undefined ? 'traffic is not back yet' : `traffic back ${withAge(trafficRestoredAt, now)}`;
    rows.push(row('', back));
  }
  if (givenUpBy !== undefined) rows.push(row(colors.red('given up'), reasonOfGivingUp(release)));
  return rows;
}

function lastRows({ lastEnded }: StatusReport, now: Date, colors: Colors): string[] {
  if (lastEnded === null) return [];
  const { version, outcome, endedAt, reason } = lastEnded;
  return [row('last', `${version} ${outcomeText(outcome, colors)} ${withAge(endedAt, now)}`), row('', reason)];
}
