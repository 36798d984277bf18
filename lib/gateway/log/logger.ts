import { LineWriter } from './line-writer';

/** Members of a log line: names, numbers and short texts; never headers or bodies. Two have their meaning already. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly level?: never;
  readonly message?: never;
};

/** What happens to the gateway as a whole. Single requests are counted, not logged: they would flood the log. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** One JSON line an entry; lines that find no room are lost. */
export function jsonLogger(writer: LineWriter): Logger {
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void writer.write(JSON.stringify({ level, message, ...fields }));
  return { info: log('info'), error: log('error') };
}
