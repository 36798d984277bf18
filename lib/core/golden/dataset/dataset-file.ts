/** What synth learns of a dataset's file. */
export interface DatasetFile {
  /** Items that were read, 100,000 at most. */
  readonly items: number;
  /** Whether it has more items, which nobody has read yet. */
  readonly hasMore: boolean;
  /** File and line, rule and remedy; undefined when all that was read is right. */
  readonly problem?: string;
}
