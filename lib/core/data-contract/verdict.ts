import { DataContractCheckSpec, Verdict } from '../../contract/index';
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

/** Reality first: a version that breaks its own contract is wrong whoever approves it. */
export function dataContractVerdict(spec: DataContractCheckSpec, findings: ContractFindings): Verdict {
  const forwardOnly = rollForwardOnly(spec, findings.live);
  const told = { check: spec.name, evidence: evidenceOf(spec, findings) };
  const marked = forwardOnly === undefined ? told : { ...told, rollForwardOnly: forwardOnly };
  const broken = brokenBy(findings);
  if (broken !== undefined) return { ...marked, status: 'FAIL', reason: broken };
  if (forwardOnly !== undefined && spec.approval === undefined) {
    const reason = `roll forward only: ${forwardOnly}, and nobody is asked; add Check.approval(), or keep what the live version admits`;
    return { ...marked, status: 'FAIL', reason };
  }
  const found = [...measured(findings), comparedWith(findings.live), ...tagsOf(findings.live)].join('; ');
  const reason =
    forwardOnly === undefined ? found : `roll forward only: ${forwardOnly}; "${spec.approval}" decides; ${found}`;
  return { ...marked, status: 'PASS', reason };
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
    ...(samples.length === 0 ? [] : [`${samples.length} of ${samples.length} samples as declared`]),
    ...groups.map(
      ({ group, oldestSeconds }) =>
        `feature group ${group} as declared${oldestSeconds === undefined ? '' : `, oldest sample ${oldestSeconds} s`}`,
    ),
  ];
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
  return tags.map(({ path, live: before, candidate }) => `${path} ${String(before)} → ${String(candidate)}`);
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
  return {
    hash,
    samples: samples.length,
    failedSamples: samples.filter(({ ok }) => !ok).slice(0, MAX_LISTED),
    groups: groups.slice(0, MAX_LISTED),
    tags: contract.tags,
    ...compared,
  };
}

function changeText({ part, path, rule }: ContractChange): string {
  return [part, path, rule].filter((word) => word !== '').join(' ');
}

function named(texts: readonly string[]): string {
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : '';
  return `${texts.slice(0, 3).join(', ')}${more}`;
}
