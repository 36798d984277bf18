/** Lines of a server that are shown: its last error with the stack above it, not its life. */
const LINES = 12;

/** The last lines that a version's model server wrote, indented, under a sentence that says so; empty when it wrote nothing. */
export function serverOutput(version: string, output: string): string {
  const lines = output.trimEnd().split('\n').slice(-LINES);
  if (lines.join('') === '') return '';
  return [`the model server of ${version} wrote last:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
