import type { FeatureDefinition } from '@aws-sdk/client-sagemaker';
import { FeatureGroupRecord } from '../aws/sagemaker/feature-store/groups';
import type { FaultScene } from './faults';

/** Longer ago than any sensible version admits. */
const STALE_MS = 30 * 24 * 60 * 60_000;

/** Strikes all feature groups of the account before the release is checked. */
function beforeChecks(
  what: string,
  strike: (group: FeatureGroupRecord, now: number) => void,
): (scene: FaultScene) => void {
  return ({ stage, story, version }) => {
    let struck = false;
    story.onLedger(({ release }) => {
      const groups = stage.sagemaker.featureGroups;
      if (struck || groups.length === 0 || release?.version !== version || release.phase !== 'provisioning') return;
      struck = true;
      for (const group of groups) strike(group, stage.clock.now());
      story.strike(`${what} ${groups.map(({ name }) => name).join(', ')}`);
    });
  };
}

/** Somebody makes the group anew, with other types of what is neither identifier nor event time. */
function changeTypes(group: FeatureGroupRecord): void {
  group.definitions = group.definitions.map((definition): FeatureDefinition => {
    const { FeatureName, FeatureType } = definition;
    if (FeatureName === group.recordIdentifier || FeatureName === group.eventTime) return definition;
    return { ...definition, FeatureType: FeatureType === 'String' ? 'Integral' : 'String' };
  });
}

/** Faults of the data behind a model. */
export const FEATURE_STORE_FAULTS = {
  'schema-drift': beforeChecks('other types of features in', changeTypes),
  'stale-features': beforeChecks('for 30 days nobody has written to', (group, now) => {
    group.staleSince = now - STALE_MS;
  }),
} as const;
