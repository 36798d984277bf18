import { table } from '../gateway/table';
import { Bar, percent } from './bars';
import { Results } from './measure';
import { Detection } from './sections/detection';
import { FalseRollbacks } from './sections/false-rollbacks';
import { LateDetection } from './sections/late-onset';

/** All tables, as Markdown. */
export function report(results: Results, bars: readonly Bar[]): string {
  const { healthyModel } = results;
  return [
    '### Healthy versions that were rolled back, looked at each minute of a day',
    byJudge(results.days, falselyRolledBack),
    `A model’s three guardrails together, 600/min: ${healthyModel.rolledBack} of ${healthyModel.replays} days.\n`,
    '### The same when each side’s hosts have noise of their own: errors alone',
    byJudge(results.noisyDays, falselyRolledBack),
    '### The same in 2 hours, by all three guardrails that a model has by default: no bar, because no proof covers it',
    byJudge(results.noisyModels, falselyRolledBack),
    '### A quiet hour at 6,000 requests a minute, where fixed limits are at their best',
    byJudge([{ scenario: 'healthy, rolled back', judges: results.quietHour }], falselyRolledBack),
    '### Minutes until a bad version is rolled back, by all three guardrails: median (p95), 600 requests a minute, split 10 %',
    byJudge(results.badVersions, delay),
    plans(results),
    '### Minutes from the change on, when the version was healthy for an hour: median (p95), at a split of 10 %',
    byJudge(results.lateVersions, lateDelay),
    '### Releases along 10 % for 10 min, 25 % for 10 min, 50 %: the judge’s first word, and where the workflow asks for it',
    table(results.releases, {
      version: ({ version }) => version,
      releases: ({ releases }) => String(releases),
      promoted: ({ promoted, releases }) => percent(promoted / releases),
      'rolled back': ({ rolledBack, releases }) => percent(rolledBack / releases),
      'unproven after 60 min': ({ unproven, releases }) => percent(unproven / releases),
      'median min': ({ median }) => String(median ?? '–'),
      'p95 min': ({ p95 }) => String(p95 ?? '–'),
      'median min, asked from the last step on': ({ gateMedian }) => String(gateMedian ?? '–'),
    }),
    '### Metrics that do not come as they should',
    table([...results.unmeasured.map(promotions), ...results.repeated.map(changes)], {
      case: ({ name }) => name,
      releases: ({ releases }) => String(releases),
      'promoted, or changed': ({ outcome }) => outcome,
    }),
    '### Bars',
    table(bars, {
      bar: ({ bar }) => bar,
      measured: ({ measured }) => measured,
      '': ({ isMet }) => (isMet ? 'met' : 'MISSED'),
    }),
  ].join('\n');
}

/** A line for each judge, a column for each scenario. */
function byJudge<T extends { readonly judge: string }>(
  scenarios: readonly { readonly scenario: string; readonly judges: readonly T[] }[],
  cell: (measured: T) => string,
): string {
  const names = [...new Set(scenarios.flatMap(({ judges }) => judges.map(({ judge }) => judge)))];
  const columns = scenarios.map(({ scenario, judges }) => [
    scenario,
    (name: string) => {
      const measured = judges.find(({ judge }) => judge === name);
      return measured === undefined ? '' : cell(measured);
    },
  ]);
  return table(names, { judge: (name: string) => name, ...Object.fromEntries(columns) });
}

function falselyRolledBack({ rolledBack, replays }: FalseRollbacks): string {
  return percent(rolledBack / replays);
}

function delay({ median, p95, missed, replays }: Detection): string {
  const late = missed === 0 ? '' : `, ${percent(missed / replays)} missed`;
  return `${median ?? '–'} (${p95 ?? '–'})${late}`;
}

function lateDelay(measured: LateDetection): string {
  const { tooEarly, replays } = measured;
  return `${delay(measured)}${tooEarly === 0 ? '' : `, ${percent(tooEarly / (replays + tooEarly))} before it`}`;
}

/** What `bluegreen plan` would have said. */
function plans({ badVersions }: Results): string {
  const planned = badVersions.flatMap(({ scenario, planned: plan }) =>
    plan === undefined ? [] : [`${scenario} ${plan.minutes} (${plan.unluckyMinutes})`],
  );
  return `The planner’s minutes for the judge: ${planned.join(', ')}.\n`;
}

function promotions({ name, releases, promoted }: Results['unmeasured'][number]) {
  return { name, releases, outcome: `${promoted} promoted` };
}

function changes({ name, releases, changed }: Results['repeated'][number]) {
  return { name, releases, outcome: `${changed} changed` };
}
