import { GuardrailOutline } from '../core/outline/decision-outline';
import { OutlinePhase } from '../core/outline/release-outline';
import { SecondsRange } from '../core/detection/timings';
import { pathText, rangeText } from '../operations/text/detection-text';
import { row } from '../operations/text/layout';
import { Colors } from '../operations/terminal';
import { ReleaseReport } from './release-report';

/** A deploy waits so many minutes at most (`lib/workflow/release-trigger.ts`). */
const DEPLOY_WAITS_MINUTES = 50;

/** The plan for people, 80 columns wide. */
export function renderReport(report: ReleaseReport, colors: Colors): string {
  return [
    `${colors.bold(`${report.model} ${report.version}`)}: the plan of a release, from ${report.stack}`,
    '',
    row('provision', `${atMost(report, 'provision')}: the idle environment is filled, ${capacityText(report)}`),
    row('check', `${atMost(report, 'check')}: ${checksText(report)}`),
    row('shift', shiftText(report)),
    row('bake', bakeText(report)),
    row('promotion', promotionText(report)),
    row(
      'standby',
      `${durationText(report.plan.standbySeconds)}: the version before is warm, traffic goes back by one call`,
    ),
    row('end', `${afterText(report.outline.total)}; until then both environments run`),
    '',
    ...detectionRows(report),
    ...decisionRows(report),
    ...report.warnings.map((text) => row(colors.yellow('warning'), text)),
  ].join('\n');
}

function capacityText({ capacity, hosting }: ReleaseReport): string {
  const unit = hosting === 'ecs' ? 'tasks' : 'instances';
  const size = capacity === undefined ? '' : ` (${capacity.min} to ${capacity.max} ${unit})`;
  return `as large as the live one${size}`;
}

function checksText({ outline }: ReleaseReport): string {
  const untimed = outline.untimedChecks;
  const names = outline.checks.map((group) =>
    group.map(({ name, advisory }) => (advisory ? `${name} (advisory)` : name)).join(' beside '),
  );
  const others = untimed.length === 0 ? '' : `; the time of ${untimed.join(', ')} comes on top`;
  return `${names.join(', ')}${others}`;
}

function shiftText({ outline: { steps } }: ReleaseReport): string {
  if (steps.length === 1) return 'at once: all traffic by one call';
  const texts = steps.map(({ percent, bakeSeconds, startsAt }) => {
    const watched = bakeSeconds === 0 ? '' : ` for ${durationText(bakeSeconds)}`;
    return `${percent} %${watched} (${afterText(startsAt)})`;
  });
  return texts.join(', ');
}

function bakeText({ plan }: ReleaseReport): string {
  const { bakeSeconds, measurement } = plan;
  if (bakeSeconds === 0) return 'none: the version is promoted at once';
  const { minutes, minimumRequests, holdSeconds, otherwise } = measurement;
  const held = holdSeconds === 0 ? '' : `, held for ${durationText(holdSeconds)} more at most`;
  const end = otherwise === 'promote' ? 'it is promoted without them too' : 'without them traffic goes back';
  return `${durationText(bakeSeconds)}; ${minutes} minutes with ${minimumRequests} requests or more are needed${held}; ${end}`;
}

function promotionText({ outline, deployWaitsFor }: ReleaseReport): string {
  const deploy =
    deployWaitsFor === 'start'
      ? 'the deploy returns at the start'
      : `the deploy waits for it, ${DEPLOY_WAITS_MINUTES} min at most`;
  return `${afterText(outline.promotedAfter)}; ${deploy}`;
}

/** For sudden, clear faults: the small ones are the judge's. */
function detectionRows({ detection }: ReleaseReport): string[] {
  return [
    row('found', 'from a fault of five times the limit to traffic back, expected (inference, not proven in AWS):'),
    ...detection.map((path) => {
      const finds = path.signals.length === 0 ? `: ${path.finds}` : ''; // signals say it themselves
      return row('', `${pathText(path)} ${rangeText(path.restored)}${finds}`);
    }),
    '',
  ];
}

function decisionRows({ decision, plan, requestsPerMinute }: ReleaseReport): string[] {
  if (plan.analysis === undefined) return [];
  if (requestsPerMinute === null) {
    return [row('judge', 'what it can decide depends on the traffic: say it with --requests-per-minute'), ''];
  }
  if (decision === null) return [row('judge', 'nothing: no step has both versions beside each other'), ''];
  const { comparedMinutes, deadlineMinutes, guardrails } = decision;
  return [
    row(
      'judge',
      `${count(requestsPerMinute)} requests a minute, compared for ${round(comparedMinutes)} min, held to ${deadlineMinutes} at most:`,
    ),
    ...guardrails.map((guardrail) => row('', guardrailText(guardrail))),
    '',
  ];
}

function guardrailText({ name, ratio, baseRate, toRollBack, toPromote }: GuardrailOutline): string {
  const share = `${round(ratio)} times ${round(100 * baseRate)} %`;
  const back =
    toRollBack === null
      ? `${share} is never rolled back`
      : `${share} is rolled back after ${toRollBack.minutes} min and ${count(toRollBack.requests)} requests, ` +
        `${count(toRollBack.experimentRequests)} of them the new version's (1 in 20 later than ${toRollBack.unluckyMinutes} min)`;
  const good = toPromote === null ? '' : `; a good version may be promoted after ${toPromote.minutes} min`;
  return `${name}: ${back}${good}`;
}

function atMost({ outline }: ReleaseReport, phase: OutlinePhase): string {
  const { to } = outline.phases.find((each) => each.phase === phase)?.takes ?? { to: 0 };
  return to === 0 ? 'at once' : `up to ${durationText(to)}`;
}

/** `after 30-50 min`, from the start of the release. */
function afterText(range: SecondsRange): string {
  return `after ${range.to === 0 ? '0 s' : rangeText(range)}`;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${round(seconds / 60)} min` : `${round(seconds / 3600)} h`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function count(value: number): string {
  return value.toLocaleString('en');
}
