import { GoldenRules, TruthRules } from './golden';

/** Where a golden set is, and what its file does not say of itself. */
export interface GoldenDatasetSpec {
  readonly bucket: string;
  readonly key: string;
  /** What it is called in messages; its extension tells the format. */
  readonly fileName: string;
  /** Key that the object is encrypted with, for the role of who reads it. Left out: one of S3's own. */
  readonly encryptionKeyArn?: string;
  readonly options: DatasetFileOptions;
}

/** What a file does not say of itself. Paths are JMESPath over a whole record, for CSV over an object of its columns. */
export interface DatasetFileOptions {
  /** What is sent. A text is a prompt unless `contentType` is given; anything else is sent as JSON. */
  readonly inputPath?: string;
  /** What is right; a list is one value. */
  readonly expectedPath?: string;
  /** A whole answer that a model gave once, against which answers are compared where nothing else says what is right. */
  readonly outputPath?: string;
  /** `category` when absent. */
  readonly categoryPath?: string;
  /** `id` when absent. */
  readonly idPath?: string;
  /** `critical` when absent. */
  readonly criticalPath?: string;
  /** Of bodies that are text; the shape's own when absent. */
  readonly contentType?: string;
  /** The CSV file has no header: the first column is the label, the others are sent. False when absent. */
  readonly labelFirst?: boolean;
}

/** Sends the items of a golden set to both environments and judges the answers. */
export interface GoldenSetSpec extends GoldenRules, TruthRules {
  readonly kind: 'golden-set';
  readonly advisory?: true;
  readonly dataset: GoldenDatasetSpec;
  /** Where items are sent that name no path. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
  /** Tries until a request counts as failed to which nobody, or an overloaded server, answered. */
  readonly attempts: number;
  /** Items that one worker has under way. */
  readonly itemsAtATime: number;
  readonly itemsPerShard: number;
  /** Workers at a time. */
  readonly maxConcurrency: number;
}

/** Reads the set and writes it down in shards. */
export interface SplitGoldenSetEvent {
  readonly action: 'split';
  readonly releaseId: string;
  readonly spec: GoldenSetSpec;
}

/** Numbers, because a million items have a thousand shards, and Step Functions carries 256 KiB. */
export interface SplitResult {
  readonly shards: readonly number[];
}

/** Sends and judges the items of one shard. */
export interface GoldenShardEvent {
  readonly action: 'shard';
  readonly releaseId: string;
  readonly spec: GoldenSetSpec;
  readonly shard: number;
}

/** Puts the counts of all shards together and decides. Answers an `OwnCheckResult`, and whether it may be passed over. */
export interface ReduceGoldenSetEvent {
  readonly action: 'reduce';
  readonly releaseId: string;
  readonly spec: GoldenSetSpec;
}

export type GoldenSetEvent = SplitGoldenSetEvent | GoldenShardEvent | ReduceGoldenSetEvent;

/** Beginnings of the keys in the evidence bucket: lifecycle rules of S3 know beginnings only. */
export const EvidencePrefix = {
  /** Shards, which hold requests, and their counts: of no use when the check is over. */
  work: (modelName: string) => `work/${modelName}/`,
  /** Results. */
  evidence: (modelName: string) => `evidence/${modelName}/`,
} as const;
