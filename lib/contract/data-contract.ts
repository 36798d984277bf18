import { ModelRequest } from './checks';

/** A JSON Schema (draft 2020-12 or 07) as its file has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Types of features, as SageMaker names them. */
export type FeatureTypeName = 'String' | 'Integral' | 'Fractional';

/** What a version reads from a feature group of SageMaker Feature Store. */
export interface FeatureGroupSpec {
  readonly name: string;
  /** Features that the version reads, with their types. The group may have more. */
  readonly features: Readonly<Record<string, FeatureTypeName>>;
  /** Age of the sample records, by their event time, above which they are stale. Left out: they only have to be there. */
  readonly maxAgeSeconds?: number;
  /** Identifiers of records whose age stands for the group's. */
  readonly sampleRecords: readonly string[];
  /** Key of the online store, for the role of who reads records. Left out: one of AWS' own. */
  readonly encryptionKeyArn?: string;
}

/** What a version asks of its callers and its data, and what it promises its readers. */
export interface DataContractSpec {
  readonly request?: JsonSchema;
  readonly response?: JsonSchema;
  readonly featureGroups: readonly FeatureGroupSpec[];
  /** Versions of what stands behind the model: preprocessing, data sets. */
  readonly tags: Readonly<Record<string, string>>;
  /** Why nobody can go back behind this version, where its owner says so. */
  readonly rollForwardOnly?: string;
}

/** Compares the data contract of a version with the live version's, with what is sent and answered, and with its feature groups. */
export interface DataContractCheckSpec {
  readonly kind: 'data-contract';
  readonly name: string;
  readonly advisory?: true;
  readonly contract: DataContractSpec;
  /** Requests that the schemas are tried on. */
  readonly samples: readonly ModelRequest[];
  /** Tries per sample before its failure counts. */
  readonly attempts: number;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
  /** Name of the approval that ends the checks; without one a contract that breaks the live one's does not pass. */
  readonly approval?: string;
}

/** The contract that a release brought, as the ledger table keeps it. */
export interface RecordedContract {
  readonly version: string;
  readonly releaseId: string;
  /** sha256 of the contract. */
  readonly hash: string;
  readonly contract: DataContractSpec;
}

/** Sort key of the item that the contract of a release is kept in. */
export function contractKey(releaseId: string): string {
  return `CONTRACT#${releaseId}`;
}
