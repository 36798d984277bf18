import { lowerBound } from '../../lib/core/binomial';
import { Results } from './measure';

/** What the judge has to hold, and what was measured. */
export interface Bar {
  readonly bar: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const OURS = 'judge';
const OURS_ON_ERRORS = 'judge, errors alone';

/** The bars of issue D, "Done when" 1 to 3, and those for versions that turn bad later. */
export function barsOf(results: Results): Bar[] {
  return [
    ...falseRollbackBars(results),
    ...detectionBars(results),
    ...lateBars(results),
    ...releaseBars(results),
    ...results.unmeasured.map(({ name, releases, promoted }) =>
      atMost(`${name}: nothing is promoted`, promoted, 0, `${promoted} of ${releases}`),
    ),
    ...results.repeated.map(({ name, releases, changed }) =>
      atMost(`${name}: not a number changes`, changed, 0, `${changed} of ${releases}`),
    ),
  ];
}

function falseRollbackBars({ days, noisyDays, healthyModel }: Results): Bar[] {
  const healthy = [
    ...days.map(({ scenario, judges }) => ({
      scenario: `errors, ${scenario}`,
      own: measuredOf(judges, OURS_ON_ERRORS),
    })),
    { scenario: 'all three guardrails, 600/min', own: healthyModel },
  ].map(({ scenario, own: { upperBound, rolledBack, replays } }) =>
    atMost(
      `healthy, ${scenario}: rolled back at most 1 % (95 % upper bound)`,
      upperBound,
      0.01,
      `${percent(upperBound)} (${rolledBack} of ${replays})`,
    ),
  );
  const noisy = noisyDays.flatMap(({ scenario, judges, limit }) => {
    if (limit === undefined) return [];
    const own = measuredOf(judges, OURS_ON_ERRORS);
    const share = own.rolledBack / own.replays;
    return [
      atMost(`healthy, errors, ${scenario}: rolled back at most ${percent(limit)}`, share, limit, percent(share)),
    ];
  });
  return [...healthy, ...noisy];
}

function detectionBars({ badVersions }: Results): Bar[] {
  return badVersions.flatMap(({ scenario, judges, limit, planned }) => {
    const { median = Number.POSITIVE_INFINITY, p95 = Number.POSITIVE_INFINITY } = measuredOf(judges, OURS);
    const bars: Bar[] = [];
    if (limit !== undefined) {
      bars.push(atMost(`${scenario}: rolled back within ${limit} min (median)`, median, limit, `${median} min`));
    }
    if (planned !== undefined) {
      const { minutes, unluckyMinutes } = planned;
      bars.push(
        atMost(`${scenario}: median within the plan's ${minutes} min`, median, minutes, `${median} min`),
        atMost(`${scenario}: p95 within the plan's ${unluckyMinutes} min`, p95, unluckyMinutes, `${p95} min`),
      );
    }
    return bars;
  });
}

function lateBars({ lateVersions }: Results): Bar[] {
  return lateVersions.map(({ scenario, judges, limit }) => {
    const { median = Number.POSITIVE_INFINITY } = measuredOf(judges, OURS);
    return atMost(
      `after a healthy hour, ${scenario}: rolled back within ${limit} min (median)`,
      median,
      limit,
      `${median} min`,
    );
  });
}

function releaseBars({ releases, boundary }: Results): Bar[] {
  const named = new Map(releases.map((each) => [each.version, each]));
  const bars: Bar[] = [];
  for (const name of ['healthy, 1 % errors', 'healthy, 0.1 % errors']) {
    const own = named.get(name);
    if (own === undefined) continue;
    const missing = 1 - own.promoted / own.releases;
    const median = own.median ?? Number.POSITIVE_INFINITY;
    bars.push(
      atMost(`${name}: promoted in 60 min, at least 99 %`, missing, 0.01, percent(1 - missing)),
      atMost(`${name}: promoted within 20 min (median)`, median, 20, `${median} min`),
    );
  }
  for (const name of ['errors × 5', 'errors × 10', 'latency × 1.5']) {
    const own = named.get(name);
    if (own !== undefined)
      bars.push(atMost(`${name}: none promoted`, own.promoted, 0, `${own.promoted} of ${own.releases}`));
  }
  // Its chance is close to 5 %, so by luck a few replays have more: missed is what is shown to be above.
  const wrong = boundary.map(({ scenario, replays, promoted }) =>
    atMost(
      `at the boundary, ${scenario}: proven good at most 5 % (95 % lower bound)`,
      lowerBound(promoted, replays, 0.05),
      0.05,
      percent(promoted / replays),
    ),
  );
  return [...bars, ...wrong];
}

function measuredOf<T extends { readonly judge: string }>(judges: readonly T[], name: string): T {
  const own = judges.find(({ judge }) => judge === name);
  if (own === undefined) throw new Error(`"${name}" was not measured`);
  return own;
}

function atMost(bar: string, value: number, limit: number, measured: string): Bar {
  return { bar, measured, isMet: value <= limit };
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(share > 0.95 ? 3 : 2))} %`;
}
