/**
 * What the file of a golden set does not say of itself. Paths are JMESPath over a record; for CSV over an object of its columns. One that is
 * none is found by the check: it ends with `INSUFFICIENT_DATA`, and names it.
 */
export interface GoldenDatasetOptions {
  /**
   * What of a record is sent.
   *
   * @default - what the file's shape says
   */
  readonly inputPath?: string;

  /**
   * What is right; every record must have it.
   *
   * @default - what the shape says, or member `expected`
   */
  readonly expectedPath?: string;

  /**
   * A whole answer that a model gave once. Items without anything expected are judged against it; agreeing with it shows that nothing changed,
   * not that it is right, so that it is no part of the test against the live version.
   *
   * @default - what the shape says
   */
  readonly outputPath?: string;

  /**
   * What slices of the result are made by.
   *
   * @default 'category'
   */
  readonly categoryPath?: string;

  /**
   * Ids of items, by which the ledger names those that fail.
   *
   * @default - `id`, or the line
   */
  readonly idPath?: string;

  /**
   * Whether an item must be right whatever the others are.
   *
   * @default 'critical'
   */
  readonly criticalPath?: string;

  /**
   * Content type of inputs that are text.
   *
   * @default - the shape's own
   */
  readonly contentType?: string;

  /**
   * Whether it is CSV without header, with the label first.
   *
   * @default false
   */
  readonly labelFirst?: boolean;
}
