import { readFileSync } from 'node:fs';
import { OperationError } from '../../operation-error';
import { ReadSeries, readCloudWatch } from './cloudwatch';
import { readCsv } from './csv';
import { guardrailsOf } from './series';
import { Names, Side } from './side';

/**
 * Reads what was recorded of one side: one CSV file, or files that the AWS CLI exported from CloudWatch, which are taken together.
 *
 * @param option that names the files, for errors
 * @throws OperationError with file, place, value, rule and remedy
 */
export function readSide(option: string, files: readonly string[], names: Names): Side {
  const contents = files.map((file) => ({ file, text: contentOf(file) }));
  const exported = contents.filter(({ text }) => isJson(text));
  if (exported.length === 0 && contents.length === 1) return readCsv(contents[0].file, contents[0].text, names);
  if (exported.length < contents.length) {
    throw new OperationError(
      `${option} must be one CSV file or exports of CloudWatch, got ${files.join(', ')}; put all rows into one file, with a column ${names.guardrail}`,
    );
  }
  const read: readonly ReadSeries[] = exported.map(({ file, text }) => readCloudWatch(file, text));
  const series = read.flatMap((each) => each.series);
  const side = guardrailsOf(files.join(', '), series, names);
  return { ...side, notes: [...read.flatMap((each) => each.notes), ...side.notes] };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError(`${file} can't be read: ${reason}; check the path`, { cause: error });
  }
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
