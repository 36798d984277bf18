/** What is wrong with a record, with rule and remedy, by whoever does not know file and line. Never a payload: it may be personal data. */
export class Malformed extends Error {
  public override readonly name = 'Malformed';

  public constructor(
    message: string,
    /** Where it is known better than by the beginning of the record. */
    public readonly line?: number,
  ) {
    super(message);
  }
}

/** A dataset that can't be read: file, line, rule and remedy. */
export class DatasetError extends Error {
  public override readonly name = 'DatasetError';

  public constructor(
    public readonly file: string,
    /** Counted from 1. */
    public readonly line: number,
    problem: string,
  ) {
    super(`${file}:${line}: ${problem}`);
  }

  /** Adds file and line to what is wrong with the text; other errors are none of the dataset's. */
  public static at(file: string, line: number, error: unknown): unknown {
    return error instanceof Malformed ? new DatasetError(file, error.line ?? line, error.message) : error;
  }
}
