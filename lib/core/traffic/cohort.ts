import { allOn, EnvironmentName, Weights } from '../../contract';
import { ActiveRelease, Ledger } from '../ledger/ledger';
import { stableVersion } from '../ledger/stable';
import { sameSplit, shareOf } from './weights';

/** Where the rule of the cohort leads, as just read. */
export interface CohortReading {
  /** Both 0 while it answers 503; undefined when it leads to something that is not ours, or is gone. */
  readonly weights: Weights | undefined;
  /** True when the rule does not exist: then the cohort follows the production rule. */
  readonly isGone: boolean;
}

const NOBODY: Weights = { blue: 0, green: 0 };

/**
 * Where the cohort may be by what is on record; undefined stands for an answer of 503. Two places while a change is under way:
 * whoever makes it may die before or after its call, and any step may be the first. Otherwise one: on the release's side from the
 * read-back of a step until
 * the traffic is read back on the stable side, else where all production traffic is.
 */
export function placesOfCohort(ledger: Ledger): readonly (EnvironmentName | undefined)[] {
  const { release } = ledger;
  const stable = stableVersion(ledger)?.environment;
  if (release === undefined || !release.trafficMayHaveMoved || release.trafficRestoredAt !== undefined) return [stable];
  const isUnderWay = release.stepSince === undefined || release.rollback !== undefined;
  return isUnderWay ? [release.environment, stable] : [release.environment];
}

/** True when the cohort is where the ledger lets it be. */
export function isCohortInPlace(ledger: Ledger, reading: CohortReading): boolean {
  return placesOfCohort(ledger).some((place) => isCohortOn(reading, place));
}

/** True when the cohort is led to this environment alone; without an environment: when it is answered 503. */
export function isCohortOn({ weights }: CohortReading, environment: EnvironmentName | undefined): boolean {
  return weights !== undefined && sameSplit(weights, environment === undefined ? NOBODY : allOn(environment));
}

/** For people: where the cohort is led to. */
export function cohortInWords({ weights, isGone }: CohortReading): string {
  if (isGone) return 'nothing, because it is gone';
  return weights === undefined ? 'other target groups' : JSON.stringify(weights);
}

/** Why the cohort is not where the release left it; undefined when it is, or when there is none. */
export function cohortAstray(
  ledger: Ledger,
  reading: CohortReading | undefined,
): { readonly reason: string; readonly evidence: Record<string, unknown> } | undefined {
  if (reading === undefined || isCohortInPlace(ledger, reading)) return undefined;
  const recorded = placesOfCohort(ledger)
    .map((place) => place ?? 'no environment')
    .join(' or ');
  const live = cohortInWords(reading);
  const reason = `the cohort must be led to ${recorded}, its rule leads to ${live}: something else changed the rule`;
  return { reason, evidence: { recorded, live } };
}

/** Share that the release's side has to carry. How many requests are the cohort's is not known: it may be all of them. */
export function shareToCarry(release: ActiveRelease, weights: Weights, reading: CohortReading | undefined): number {
  const isCohortThere = reading !== undefined && release.stepIndex !== undefined;
  return isCohortThere ? 100 : shareOf(weights, release.environment);
}

/** For people: what the release's side has to carry. */
export function loadInWords(release: ActiveRelease, weights: Weights, reading: CohortReading | undefined): string {
  const percent = Number(shareOf(weights, release.environment).toFixed(1));
  const isCohortThere = shareToCarry(release, weights, reading) > percent;
  const share = isCohortThere && percent === 0 ? [] : [`at ${percent} % of the traffic`];
  return [...share, ...(isCohortThere ? ['with a cohort of unknown size'] : [])].join(' and ');
}
