import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { DataSchema } from './data-schema';

/** Types of features in SageMaker Feature Store. */
export enum FeatureType {
  /** Text. */
  STRING = 'String',
  /** Whole numbers. */
  INTEGRAL = 'Integral',
  /** Numbers with fractions. */
  FRACTIONAL = 'Fractional',
}

/** What a version reads from a feature group of SageMaker Feature Store, which has an online store. */
export interface FeatureGroupContract {
  /**
   * Name of the feature group, in this account and region: 1 to 64 letters, digits or `-`. Permissions name it in small letters, as
   * its ARN does, so a token must resolve to small letters.
   */
  readonly name: string;

  /** Features that the version reads, with their types; the group may have more. */
  readonly features: { [name: string]: FeatureType };

  /**
   * Age, by their event time, above which the sample records are stale.
   *
   * @default - they only have to be there
   */
  readonly maxAge?: Duration;

  /**
   * Identifiers of records that stand for the others, 100 at most; at least one with `maxAge`.
   *
   * @default - no record is looked at
   */
  readonly sampleRecords?: string[];

  /**
   * Key of the online store: the check may decrypt with it.
   *
   * @default - the group has a key of AWS' own
   */
  readonly encryptionKey?: kms.IKey;
}

/** What a version asks of its callers and its data, and what it promises to readers of its answers. */
export interface DataContractProps {
  /**
   * What requests look like. Members that it does not name count as never sent, unless it names `additionalProperties`.
   *
   * @default - nothing is said of requests
   */
  readonly request?: DataSchema;

  /**
   * What answers look like.
   *
   * @default - nothing is said of answers
   */
  readonly response?: DataSchema;

  /**
   * Feature groups that the version reads.
   *
   * @default - none
   */
  readonly featureGroups?: FeatureGroupContract[];

  /**
   * Versions of what stands behind the model, for example `{ preprocessing: '4', dataset: '2026-06' }`. They are compared with those of
   * the live version, and told.
   *
   * @default - none
   */
  readonly tags?: { [name: string]: string };

  /**
   * Why nobody can go back behind this version, where you know that schemas do not show it, for example `labels changed their meaning`.
   * The release then needs an approval (`Check.approval()`). Take it out with the version after this one.
   *
   * @default - only what the schemas show
   */
  readonly rollForwardOnly?: string;
}
