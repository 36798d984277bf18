import { DEPLOY_WAITS_SECONDS, JudgeSettings } from '../contract';
import { Effort } from '../core/judge/planner';
import { GuardrailOutline } from '../core/outline/decision-outline';
import { round } from '../core/outline/numbers';
import { WITHOUT_PROOF } from '../core/outline/outline-warnings';
import { OutlinePhase, StepOutline } from '../core/outline/release-outline';
import { lasts } from '../core/plan';
import { SecondsRange } from '../core/detection/timings';
import { pathText, rangeText } from '../operations/text/detection-text';
import { row } from '../operations/text/layout';
import { Colors } from '../operations/terminal';
import { ReleaseReport } from './release-report';

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
    row('standby', standbyText(report)),
    row('end', `${afterText(report.outline.total)}; until then both environments run`),
    row('capacity', capacityWaitText(report)),
    row('pauses', pausesText(report)),
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

function shiftText({ plan, outline: { steps }, hasCohort }: ReleaseReport): string {
  if (steps.length === 1) {
    return hasCohort ? 'at once: the cohort by one call, all traffic by the next' : 'at once: all traffic by one call';
  }
  const texts = steps.map((step, index) => {
    const held = lasts(plan, plan.steps[index]) ? ' until the judge decides' : '';
    const watched = step.bakeSeconds === 0 ? held : ` for ${durationText(step.bakeSeconds)}`;
    return `${whoGoes(step, hasCohort && index === 0)}${watched} (${afterText(step.startsAt)})`;
  });
  return texts.join(', ');
}

/** A cohort without a step of its own goes right before the first share. */
function whoGoes({ percent, isCohortOnly }: StepOutline, isFirstOfCohort: boolean): string {
  if (isCohortOnly === true) return 'the cohort alone';
  return isFirstOfCohort ? `the cohort and ${percent} %` : `${percent} %`;
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
      : `the deploy waits for it, ${durationText(DEPLOY_WAITS_SECONDS)} at most`;
  return `${afterText(outline.promotedAfter)}; ${deploy}`;
}

function standbyText({ plan, hasCohort }: ReleaseReport): string {
  const calls = hasCohort ? "two calls, the cohort's the second" : 'one call';
  return `${durationText(plan.standbySeconds)}: the version before is warm, traffic goes back by ${calls}`;
}

function capacityWaitText({ plan, outline: { steps } }: ReleaseReport): string {
  const each = steps.length === 1 ? 'the step' : 'each step';
  return `${each} waits up to ${durationText(plan.provisionTimeoutSeconds)} for tasks that are missing by then, on top of these times; then it goes back`;
}

function pausesText({ plan: { pauseTimeoutSeconds = 0 } }: ReleaseReport): string {
  if (pauseTimeoutSeconds === 0) return 'none: pauseTimeout is 0';
  return `people may hold the release for ${durationText(pauseTimeoutSeconds)} in all, on top of these times; then it goes back`;
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

function decisionRows(report: ReleaseReport): string[] {
  const { analysis, pauseTimeoutSeconds = 0 } = report.plan;
  if (analysis === undefined) return [];
  return [...judgeRows(report), row('', withoutProofText(analysis.settings, pauseTimeoutSeconds)), ''];
}

function withoutProofText({ onInconclusive }: JudgeSettings, pauseTimeoutSeconds: number): string {
  const versions = "versions that it can't prove to be good in time";
  if (onInconclusive !== 'manual') return `${versions} ${WITHOUT_PROOF[onInconclusive]}`;
  if (pauseTimeoutSeconds === 0) return `${versions} go back: people can't be asked without a pauseTimeout`;
  return `${versions} ${WITHOUT_PROOF.manual}, for ${durationText(pauseTimeoutSeconds)} at most; then they go back`;
}

function judgeRows({ decision, requestsPerMinute }: ReleaseReport): string[] {
  if (requestsPerMinute === null) {
    return [row('judge', 'what it can decide depends on the traffic: say it with --requests-per-minute')];
  }
  if (decision === null) return [row('judge', 'nothing: no step has both versions beside each other')];
  const { comparedMinutes, deadlineMinutes, guardrails } = decision;
  const held = deadlineMinutes > comparedMinutes ? `held to ${deadlineMinutes} at most` : 'and not held beyond';
  return [
    row('judge', `${count(requestsPerMinute)} requests a minute, compared for ${round(comparedMinutes)} min, ${held}:`),
    ...guardrails.map((guardrail) => row('', guardrailText(guardrail))),
  ];
}

function guardrailText({ name, ratio, tolerance, baseRate, toRollBack, toPromote }: GuardrailOutline): string {
  const share = `${round(ratio)} times ${round(100 * baseRate)} %`;
  const never = ratio <= tolerance ? `is within the tolerance of ${round(tolerance)}` : 'is never rolled back';
  const back =
    toRollBack === null
      ? `${share} ${never}`
      : `${share} is rolled back after ${toRollBack.minutes} min and ${count(toRollBack.requests)} requests, ` +
        `${count(toRollBack.experimentRequests)} of them the new version's (${unlucky(toRollBack)})`;
  const good =
    toPromote === null ? '' : `; a good version may be promoted after ${toPromote.minutes} min (${unlucky(toPromote)})`;
  return `${name}: ${back}${good}`;
}

function unlucky({ unluckyMinutes }: Effort): string {
  return `1 in 20 later than ${unluckyMinutes} min`;
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

function count(value: number): string {
  return value.toLocaleString('en');
}
