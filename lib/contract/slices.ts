/** With which part of the traffic a request is counted: by a header of it, or by a value of its JSON body. */
export interface SliceRule {
  readonly by: 'header' | 'body';
  /** Name of the header in small letters, or a path like `user.country` (`core/compare/path.ts`). */
  readonly at: string;
  /** Values that are slices, and their names; requests with another value, or none, are in `OTHER_SLICE`. */
  readonly values: readonly string[];
}

export const OTHER_SLICE = 'other';
