/** Members of a log line: names, numbers and short texts; never payloads, bodies or response URLs. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON line an entry, which CloudWatch Logs Insights takes apart by itself. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function jsonLogger(write: (line: string) => void = (line) => process.stdout.write(line)): Logger {
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ level, message, ...fields })}\n`);
  return { info: log('info'), error: log('error') };
}
