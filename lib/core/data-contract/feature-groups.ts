import { FeatureGroupSpec } from '../../contract/index';
import { contentHash } from '../content-hash';
import { own } from '../prompts/records';
import { ContractChange } from './compatibility';

/** What Feature Store says about a group. */
export interface DescribedGroup {
  /** `Created` when it can be used. */
  readonly status: string;
  /** Whether it has an online store. */
  readonly isOnline: boolean;
  /** Feature that says when a record was true. */
  readonly eventTime: string;
  /** Types by name; that of a collection names both, for example `String List`. */
  readonly features: Readonly<Record<string, string>>;
}

/** A record of the online store: the value of its event time, undefined when there is no such record. */
export interface SampleRecord {
  readonly id: string;
  readonly eventTime?: string;
}

/** How a feature group stands to what was declared of it. */
export interface GroupOutcome {
  readonly group: string;
  readonly ok: boolean;
  readonly failures: readonly string[];
  /** sha256 of names and types of all its features: two equal ones are one schema. */
  readonly schemaHash?: string;
  /** Age of the oldest sample record in seconds. */
  readonly oldestSeconds?: number;
}

/** What was found of one declared group; undefined when there is none of that name. */
export interface GroupFindings {
  readonly spec: FeatureGroupSpec;
  readonly described: DescribedGroup | undefined;
  readonly records: readonly SampleRecord[];
}

export function judgeGroup({ spec, described, records }: GroupFindings, now: Date): GroupOutcome {
  const group = spec.name;
  if (described === undefined) return { group, ok: false, failures: ['there is no such feature group'] };
  const ages = records.map((record) => ageOf(record, now));
  const failures = [
    ...statusFailures(described),
    ...driftOf(spec, described).map(
      ({ feature, declared, found }) => `feature ${feature} must be ${declared}, got ${found}`,
    ),
    ...records.flatMap((record, index) => recordFailures(spec, record, ages[index])),
  ];
  const known = ages.filter((age) => age !== undefined);
  return {
    group,
    ok: failures.length === 0,
    failures,
    schemaHash: contentHash(described.features),
    ...(known.length === 0 ? {} : { oldestSeconds: Math.round(Math.max(...known)) }),
  };
}

/** Features of the live version that its groups no longer have as it declared them: it could not be served by them again. */
export function driftFromLive(
  live: readonly FeatureGroupSpec[],
  findings: readonly GroupFindings[],
): readonly ContractChange[] {
  return live.flatMap((spec) => {
    const described = findings.find(({ spec: { name } }) => name === spec.name)?.described;
    if (described === undefined) return [];
    return driftOf(spec, described).map(({ feature, declared, found }) => ({
      part: 'feature-group' as const,
      path: `${spec.name}.${feature}`,
      rule: 'type',
      live: declared,
      candidate: found,
    }));
  });
}

function driftOf({ features }: FeatureGroupSpec, described: DescribedGroup) {
  return Object.entries(features)
    .map(([feature, declared]) => ({ feature, declared, found: own(described.features, feature) ?? 'none' }))
    .filter(({ declared, found }) => declared !== found);
}

function statusFailures({ status, isOnline }: DescribedGroup): readonly string[] {
  return [
    ...(status === 'Created' ? [] : [`the group must be Created, got ${status}`]),
    ...(isOnline ? [] : ['the group must have an online store, got none']),
  ];
}

function recordFailures(
  { maxAgeSeconds }: FeatureGroupSpec,
  { id, eventTime }: SampleRecord,
  age: number | undefined,
): readonly string[] {
  if (eventTime === undefined) return [`record ${id} must be in the online store, got none`];
  if (maxAgeSeconds === undefined) return [];
  if (age === undefined) return [`record ${id} must have a time as its event time, got another text`];
  return age <= maxAgeSeconds ? [] : [`record ${id} must be ${maxAgeSeconds} s old at most, got ${Math.round(age)} s`];
}

/** Seconds. Event times are ISO 8601 texts, or seconds since 1970 (SageMaker developer guide, "Feature Store concepts"). */
function ageOf({ eventTime }: SampleRecord, now: Date): number | undefined {
  if (eventTime === undefined) return undefined;
  const isNumber = /^\d+(\.\d+)?([eE]\+?\d+)?$/.test(eventTime);
  const at = isNumber ? Number(eventTime) * 1000 : Date.parse(eventTime);
  return Number.isNaN(at) ? undefined : (now.getTime() - at) / 1000;
}
