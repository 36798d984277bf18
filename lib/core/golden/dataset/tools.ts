/** A row of a CSV file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line on which it starts, counted from 1. */
  readonly line: number;
}

/** What a YAML document holds. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line on which the element of a list starts that stands at the path (member names and indices), or of the document. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Libraries that the core does not choose. Those that parse throw `Malformed`, with the line where they know it. */
export interface DatasetTools {
  /** Rows as they come, those of wrong length refused, blank lines left out. */
  readonly csvRows: (chunks: AsyncIterable<string>, delimiter: string) => AsyncIterable<CsvRow>;
  /** Rows of an answer, of whatever lengths. */
  readonly csv: (text: string) => readonly (readonly string[])[];
  /** YAML 1.2, of which JSON is a part. */
  readonly yaml: (text: string) => YamlDocument;
  /** Value at a JMESPath; null when there is none. Throws for a path that is none. */
  readonly search: (path: string, data: unknown) => unknown;
}
