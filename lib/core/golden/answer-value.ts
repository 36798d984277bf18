import { rowValues } from './dataset/cells';
import { parseJson } from './json-text';

/** Splits CSV; `DatasetTools.csv`. */
type SplitCsv = (text: string) => readonly (readonly string[])[];

/**
 * What an answer says, by its content type: JSON; a list of the lines of JSON Lines; a list of the rows of CSV, a row of one cell being
 * the cell's value; text otherwise. Models that say nothing of their JSON, or call it text, are understood. Undefined for an answer that
 * is not what its content type says.
 */
export function answerValue(body: string, contentType: string | undefined, csv: SplitCsv): unknown {
  const type = contentType?.split(';')[0].trim().toLowerCase() ?? '';
  if (type === 'text/csv') return attempted(() => rowValues(csv(body)));
  if (/[/+](json-?lines|jsonl|x-ndjson|ndjson)$/.test(type)) {
    return attempted(() =>
      body
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parseJson),
    );
  }
  if (/[/+]json$/.test(type)) return attempted(() => parseJson(body));
  return attempted(() => parseJson(body)) ?? body;
}

function attempted(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
