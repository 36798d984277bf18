import { judgeSettings } from '../../lib/core/judge/guardrail';
import { Effort as Planned, effortToRollBack, partOf } from '../../lib/core/judge/planner';
import { ALARM_TWICE_LIVE, ALARM_TWICE_USUAL } from './judges/alarms';
import { argo } from './judges/argo';
import { flagger } from './judges/flagger';
import { GUARDRAILS } from './guardrails';
import { ReplayJudge } from './judges/judge';
import { KAYENTA } from './judges/kayenta';
import { OURS, OURS_ON_ERRORS, OURS_STRICT, OURS_TOLERANT, OURS_WITHOUT_RESERVE } from './judges/ours';
import { PEEKED_Z } from './judges/peeked-z';
import { SLOW_VERSIONS } from './latency';
import { errorsOfModel, latencyOfModel, ModelReplay } from './model-replay';
import { replay, Scenario } from './replay';
import {
  BAD_VERSIONS,
  BOUNDARY,
  HEALTHY_DAYS,
  HEALTHY_MODEL,
  LATE_VERSIONS,
  NOISY_DAYS,
  NOISY_MODELS,
  QUIET_HOUR,
} from './scenarios';
import { Detection, detection } from './sections/detection';
import { FalseRollbacks, falseRollbacks } from './sections/false-rollbacks';
import { LateDetection, lateOnset } from './sections/late-onset';
import { Releases, releasesOf, VERSIONS, wronglyProven } from './sections/releases';
import { Repeated, repeated, Unmeasured, unmeasured } from './sections/unmeasured';

/** How many replays of each kind. */
export interface Effort {
  readonly days: number;
  readonly noisyDays: number;
  /** Healthy days and noisy hours of all three guardrails, and quiet hours. */
  readonly healthyModels: number;
  readonly noisyModels: number;
  readonly quietHours: number;
  readonly badVersions: number;
  readonly lateVersions: number;
  readonly releases: number;
  readonly boundary: number;
  readonly broken: number;
  /** The judge without tolerance too, which takes as long as the one with. */
  readonly strict: boolean;
}

export const FULL: Effort = {
  days: 2_000,
  noisyDays: 2_000,
  healthyModels: 1_000,
  noisyModels: 300,
  quietHours: 300,
  badVersions: 1_000,
  lateVersions: 1_000,
  releases: 1_000,
  boundary: 4_000,
  broken: 100,
  strict: true,
};

/**
 * 480 days with one false rollback still bound its chance by 1 %; the third setting has one among its first 300. Two medians are so close to
 * their bars that fewer than 1,000 bad versions miss them by chance.
 */
export const QUICK: Effort = {
  days: 480,
  noisyDays: 100,
  healthyModels: 300,
  noisyModels: 20,
  quietHours: 40,
  badVersions: 1_000,
  lateVersions: 300,
  releases: 400,
  boundary: 200,
  broken: 10,
  strict: false,
};

export interface Results {
  readonly days: readonly { readonly scenario: string; readonly judges: readonly FalseRollbacks[] }[];
  readonly noisyDays: readonly {
    readonly scenario: string;
    readonly limit?: number;
    readonly judges: readonly FalseRollbacks[];
  }[];
  readonly healthyModel: FalseRollbacks;
  readonly noisyModels: readonly { readonly scenario: string; readonly judges: readonly FalseRollbacks[] }[];
  readonly quietHour: readonly FalseRollbacks[];
  readonly badVersions: readonly {
    readonly scenario: string;
    readonly limit?: number;
    readonly planned?: Planned;
    readonly judges: readonly Detection[];
  }[];
  readonly lateVersions: readonly {
    readonly scenario: string;
    readonly limit: number;
    readonly judges: readonly LateDetection[];
  }[];
  readonly releases: readonly Releases[];
  readonly boundary: readonly { readonly scenario: string; readonly replays: number; readonly promoted: number }[];
  readonly unmeasured: readonly Unmeasured[];
  readonly repeated: readonly Repeated[];
}

const RIVALS: readonly ReplayJudge[] = [
  PEEKED_Z,
  ALARM_TWICE_LIVE,
  ALARM_TWICE_USUAL,
  flagger(1),
  flagger(5),
  argo(0),
  argo(3),
  KAYENTA,
];

/** Everything, the same numbers each time. */
export function measure(effort: Effort, progress: (what: string) => void): Results {
  const judges = [OURS_ON_ERRORS, ...(effort.strict ? [OURS_STRICT] : []), ...RIVALS];
  return {
    days: HEALTHY_DAYS.map((scenario) => {
      progress(`healthy days: ${scenario.name}`);
      return { scenario: scenario.name, judges: falseRollbacks(scenario, playing(scenario), judges, effort.days) };
    }),
    noisyDays: NOISY_DAYS.map((scenario) => {
      progress(`noisy days: ${scenario.name}`);
      const { name, limit } = scenario;
      const measured = falseRollbacks(scenario, playing(scenario), [OURS_ON_ERRORS, ...RIVALS], effort.noisyDays);
      return { scenario: name, limit, judges: measured };
    }),
    ...models(effort, progress),
    badVersions: [...errors(effort, [OURS, ...judges], progress), ...latency(effort, progress)],
    lateVersions: LATE_VERSIONS.map((scenario) => {
      progress(`versions that turn bad: ${scenario.name}`);
      const { name, limit } = scenario;
      return { scenario: name, limit, judges: lateOnset(scenario, [OURS, OURS_WITHOUT_RESERVE], effort.lateVersions) };
    }),
    releases: VERSIONS.map((version) => {
      progress(`releases: ${version.name}`);
      return releasesOf(version, effort.releases);
    }),
    boundary: BOUNDARY.map((scenario) => {
      progress(`at the boundary of bad: ${scenario.name}`);
      const promoted = wronglyProven(scenario, effort.boundary);
      return { scenario: scenario.name, replays: effort.boundary, promoted };
    }),
    ...broken(effort, progress),
  };
}

function playing(scenario: Scenario) {
  return (seed: number) => replay(scenario, seed);
}

function models({ healthyModels, noisyModels, quietHours }: Effort, progress: (what: string) => void) {
  progress('all three guardrails: a healthy day, hours with noise; a quiet hour');
  const ofModel = (scenario: Scenario) => (seed: number) => errorsOfModel(scenario, seed);
  return {
    healthyModel: falseRollbacks(HEALTHY_MODEL, ofModel(HEALTHY_MODEL), [OURS], healthyModels)[0],
    noisyModels: NOISY_MODELS.map((scenario) => ({
      scenario: scenario.name,
      judges: falseRollbacks(scenario, ofModel(scenario), [OURS, ...OURS_TOLERANT], noisyModels),
    })),
    quietHour: falseRollbacks(QUIET_HOUR, ofModel(QUIET_HOUR), [OURS, ...RIVALS], quietHours),
  };
}

function errors(
  { badVersions }: Effort,
  judges: readonly ReplayJudge<ModelReplay>[],
  progress: (what: string) => void,
) {
  return BAD_VERSIONS.map((scenario) => {
    progress(`bad versions: ${scenario.name}`);
    const { name, limit, baseRate, ratio, requestsPerMinute } = scenario;
    const traffic = { requestsPerMinute, steps: [{ share: scenario.share(0), minutes: scenario.minutes }] };
    const [rule] = GUARDRAILS;
    const planned = effortToRollBack(rule, { baseRate, ratio }, traffic, judgeSettings(), partOf(rule, GUARDRAILS));
    const measured = detection((seed) => errorsOfModel(scenario, seed), judges, badVersions);
    return { scenario: name, limit, planned, judges: measured };
  });
}

function latency({ badVersions }: Effort, progress: (what: string) => void) {
  return SLOW_VERSIONS.map((version) => {
    progress(`bad versions: ${version.name}`);
    const { name, limit } = version;
    const judges = [OURS, ...RIVALS];
    return { scenario: name, limit, judges: detection((seed) => latencyOfModel(version, seed), judges, badVersions) };
  });
}

function broken({ broken: releases }: Effort, progress: (what: string) => void) {
  progress('metrics that do not come as they should');
  return { unmeasured: unmeasured(releases), repeated: repeated(releases) };
}
