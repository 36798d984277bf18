import type { FeatureDefinition } from '@aws-sdk/client-sagemaker';
import { Shelf } from '../state';

/** Values of a record by feature, as text: that is how Feature Store carries them. */
export type FeatureRecord = Readonly<Record<string, string>>;

/** A feature group with its online store. */
export interface FeatureGroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly recordIdentifier: string;
  readonly eventTime: string;
  readonly isOnline: boolean;
  definitions: readonly FeatureDefinition[];
  /** By their identifiers. Without an event time it is the time at which they are read: somebody keeps them fresh. */
  readonly records: Map<string, FeatureRecord>;
  /** Milliseconds since 1970 at which nobody kept the records fresh any more. */
  staleSince?: number;
}

/** Records of a group that a rehearsal brings, and the group itself where no stack makes it. */
export interface FeatureGroupSeed {
  /** Types by feature; left out where the deployed stack makes the group. */
  readonly features?: Readonly<Record<string, string>>;
  readonly recordIdentifier: string;
  readonly eventTime: string;
  readonly records: readonly FeatureRecord[];
}

/** The feature groups of an account, and the records that wait for a group to be made. */
export class FeatureGroups {
  readonly shelf = new Shelf<FeatureGroupRecord>('feature-group');
  private readonly seeds = new Map<string, readonly FeatureRecord[]>();

  add(group: FeatureGroupRecord): void {
    for (const record of this.seeds.get(group.name.toLowerCase()) ?? []) put(group, record);
    this.shelf.add(group);
  }

  /** @param arn of a group that the seed makes */
  seed(name: string, { features, recordIdentifier, eventTime, records }: FeatureGroupSeed, arn: string, now: number) {
    this.seeds.set(name.toLowerCase(), records);
    if (features === undefined) return;
    const definitions = Object.entries(features).map(
      ([FeatureName, FeatureType]) => ({ FeatureName, FeatureType }) as FeatureDefinition,
    );
    const identity = { name, arn, createdAt: new Date(now), recordIdentifier, eventTime };
    this.add({ ...identity, isOnline: true, definitions, records: new Map() });
  }
}

function put(group: FeatureGroupRecord, record: FeatureRecord): void {
  const id = record[group.recordIdentifier];
  if (id === undefined) {
    throw new Error(
      `a record of feature group "${group.name}" must have its identifier "${group.recordIdentifier}", got ${JSON.stringify(record)}; correct it in featureStore`,
    );
  }
  group.records.set(id, record);
}

/** A record as somebody reads it now. */
export function recordAt(group: FeatureGroupRecord, id: string, now: number): FeatureRecord | undefined {
  const record = group.records.get(id);
  if (record === undefined) return undefined;
  const type = group.definitions.find(({ FeatureName }) => FeatureName === group.eventTime)?.FeatureType;
  const at = new Date(group.staleSince ?? now);
  const fresh = type === 'Fractional' ? String(at.getTime() / 1000) : at.toISOString();
  const isKeptFresh = record[group.eventTime] === undefined || group.staleSince !== undefined;
  return isKeptFresh ? { ...record, [group.eventTime]: fresh } : record;
}
