import { DataContractCheckSpec, Verdict } from '../../contract/index';
import { fitEvidence } from '../fit-evidence';
import { Compatibility, ContractChange } from './compatibility';
import { GroupOutcome } from './feature-groups';
import { SampleOutcome } from './samples';

/** The live version's contract beside the candidate's. */
export interface LiveComparison extends Compatibility {
  readonly version: string;
}

/** What there is to compare with: nothing is live, the live version recorded no contract, or its contract. */
export type LiveContract = 'none-live' | { readonly unrecorded: string } | LiveComparison;

export interface ContractFindings {
  /** sha256 of the candidate's contract. */
  readonly hash: string;
  readonly samples: readonly SampleOutcome[];
  readonly groups: readonly GroupOutcome[];
  readonly live: LiveContract;
}

/** More of a kind are counted, not listed: the verdict has to fit into the ledger. */
const MAX_LISTED = 15;

/** A sample or group that is wrong in every way is wrong in these, too. */
const MAX_FAILURES = 5;

const MAX_TEXT_LENGTH = 500;

/** Whether nothing was measured, because there is nothing to measure by yet: the release goes on, and the next one has this contract. */
export function hasNothingToMeasure({ samples, groups, live }: ContractFindings): boolean {
  const isCompared = live !== 'none-live' && 'version' in live;
  return samples.length === 0 && groups.length === 0 && !isCompared;
}

/** Reality first: a version that breaks its own contract is wrong whoever approves it. */
export function dataContractVerdict(spec: DataContractCheckSpec, findings: ContractFindings): Verdict {
  const forwardOnly = rollForwardOnly(spec, findings.live);
  const told = { check: spec.name, evidence: evidenceOf(spec, findings) };
  const marked = { ...told, ...marksOf(forwardOnly, findings.live) };
  const broken = brokenBy(findings);
  if (broken !== undefined) return { ...marked, status: 'FAIL', reason: cut(broken) };
  if (forwardOnly !== undefined && spec.approval === undefined) {
    const reason = `roll forward only: ${forwardOnly}, and nobody is asked; add Check.approval(), or keep what the live version admits`;
    return { ...marked, status: 'FAIL', reason: cut(reason) };
  }
  const found = [...measured(findings), comparedWith(findings.live), ...tagsOf(findings.live)].join('; ');
  const reason =
    forwardOnly === undefined ? found : `roll forward only: ${forwardOnly}; "${spec.approval}" decides; ${found}`;
  const status = hasNothingToMeasure(findings) && forwardOnly === undefined ? 'INSUFFICIENT_DATA' : 'PASS';
  return { ...marked, status, reason: cut(reason) };
}

/** What approvals go by: a live version without a recorded contract leaves both open. */
function marksOf(
  forwardOnly: string | undefined,
  live: LiveContract,
): Pick<Verdict, 'rollForwardOnly' | 'keepsContract'> {
  if (forwardOnly !== undefined) return { rollForwardOnly: cut(forwardOnly) };
  return live === 'none-live' || 'version' in live ? { keepsContract: true } : {};
}

/** Why nobody should go back behind the version once its callers rely on it; undefined when they can. */
function rollForwardOnly({ contract }: DataContractCheckSpec, live: LiveContract): string | undefined {
  if (live === 'none-live') return undefined;
  const breaking = 'breaking' in live ? live.breaking : [];
  const found =
    breaking.length === 0 || !('version' in live)
      ? []
      : [`not compatible with ${live.version} in ${named(breaking.map(changeText))}`];
  const declared = contract.rollForwardOnly === undefined ? [] : [`declared: ${contract.rollForwardOnly}`];
  const reasons = [...declared, ...found];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function brokenBy({ samples, groups }: ContractFindings): string | undefined {
  const failed = samples.filter(({ ok }) => !ok);
  const reasons = [
    ...(failed.length === 0
      ? []
      : [
          `${failed.length} of ${samples.length} samples break the contract; ${failed[0].sample}: ${failed[0].failures[0]}`,
        ]),
    ...groups.filter(({ ok }) => !ok).map(({ group, failures }) => `feature group ${group}: ${named(failures)}`),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function measured({ samples, groups }: ContractFindings): readonly string[] {
  return [
    ...(samples.length === 0
      ? []
      : [`${samples.length} of ${samples.length} samples as declared${afterTries(samples)}`]),
    ...groups.map(
      ({ group, oldestSeconds }) =>
        `feature group ${group} as declared${oldestSeconds === undefined ? '' : `, oldest sample ${oldestSeconds} s`}`,
    ),
  ];
}

function afterTries(samples: readonly SampleOutcome[]): string {
  const again = samples.filter(({ tries }) => tries !== undefined).length;
  return again === 0 ? '' : `, ${again} of them not at the first try`;
}

function comparedWith(live: LiveContract): string {
  if (live === 'none-live') return 'no version is live to compare with';
  if ('unrecorded' in live) return `${live.unrecorded} recorded no contract to compare with`;
  if (live.breaking.length > 0) return `${live.breaking.length} changes break callers or readers of ${live.version}`;
  const newer =
    live.goingBack.length === 0 ? '' : `, which refuses what is new (${named(live.goingBack.map(changeText))})`;
  return `backward compatible with ${live.version}${newer}`;
}

function tagsOf(live: LiveContract): readonly string[] {
  const tags = typeof live === 'object' && 'other' in live ? live.other.filter(({ part }) => part === 'tag') : [];
  const texts = tags.map(({ path, live: before, candidate }) => `${path} ${String(before)} → ${String(candidate)}`);
  return texts.length === 0 ? [] : [named(texts)];
}

function evidenceOf({ contract }: DataContractCheckSpec, findings: ContractFindings): Record<string, unknown> {
  const { hash, samples, groups, live } = findings;
  const compared =
    typeof live === 'object' && 'breaking' in live
      ? {
          comparedWith: live.version,
          breaking: live.breaking.slice(0, MAX_LISTED),
          goingBack: live.goingBack.slice(0, MAX_LISTED),
          other: live.other.slice(0, MAX_LISTED),
          changes: live.breaking.length + live.goingBack.length + live.other.length,
        }
      : {};
  const evidence = {
    hash,
    samples: samples.length,
    failedSamples: worst(samples.filter(({ ok }) => !ok)),
    retriedSamples: worst(samples.filter(({ ok, tries }) => ok && tries !== undefined)),
    groups: worst([...groups].sort((a, b) => Number(a.ok) - Number(b.ok))),
    tags: contract.tags,
    ...compared,
  };
  return fitEvidence(evidence, LISTS);
}

const LISTS = ['failedSamples', 'retriedSamples', 'groups', 'tags', 'breaking', 'goingBack', 'other'];

function worst<T extends { readonly failures: readonly string[] }>(outcomes: readonly T[]): readonly T[] {
  return outcomes.slice(0, MAX_LISTED).map((outcome) => ({ ...outcome, failures: firstOf(outcome.failures) }));
}

function firstOf(failures: readonly string[]): readonly string[] {
  const more = failures.length - MAX_FAILURES;
  const first = failures.slice(0, MAX_FAILURES).map(cut);
  return more > 0 ? [...first, `and ${more} more`] : first;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH - 1)}…`;
}

function changeText({ part, path, rule }: ContractChange): string {
  return [part, path, rule].filter((word) => word !== '').join(' ');
}

function named(texts: readonly string[]): string {
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : '';
  return `${texts.slice(0, 3).join(', ')}${more}`;
}
