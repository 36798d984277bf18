import { JsonRecord } from '../records';
import { assertionOfText, listOf } from './assertion-text';

const EXPECTED = /^__expected(\d*)$/;
const CONFIG = /^__config:__expected(\d*):(\w+)$/;
const METADATA = /^__metadata:(.+?)(\[\])?$/;
/** Members of an assertion that a column may set, which are numbers. */
const NUMBERS = new Set(['threshold', 'weight']);

const READ = /^__(description|threshold|prefix|suffix|metric|expected\d*|(config|metadata):.+)$/;

/**
 * A test from a row of a CSV file by promptfoo's columns: `__expected` and `__expectedN`, `__description`, `__prefix`, `__suffix`,
 * `__metric`, `__threshold`, `__metadata:KEY` (`KEY[]` for a list), `__config:__expectedN:KEY`; every other column is a variable.
 * One that begins with `__` and is none of these becomes a member of the test, where it is refused.
 */
export function testOfRow(row: Readonly<Record<string, string>>): JsonRecord {
  const columns = Object.entries(row);
  const vars = columns.filter(([name]) => !name.startsWith('__'));
  const metadata = columns.flatMap(([name, value]) => {
    const match = METADATA.exec(name);
    return match === null || value === '' ? [] : [[match[1], match[2] === undefined ? value : listOf(value)]];
  });
  const unknown = columns.filter(([name, value]) => name.startsWith('__') && value !== '' && !READ.test(name));
  return {
    ...Object.fromEntries(unknown),
    vars: Object.fromEntries(vars),
    assert: assertionsOf(columns),
    ...(isGiven(row.__description) ? { description: row.__description } : {}),
    ...(isGiven(row.__threshold) ? { threshold: Number(row.__threshold) } : {}),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) as JsonRecord }),
    options: {
      // A value with a comma is text here, so nothing is there to be combined.
      disableVarExpansion: true,
      ...(isGiven(row.__prefix) ? { prefix: row.__prefix } : {}),
      ...(isGiven(row.__suffix) ? { suffix: row.__suffix } : {}),
    },
  };
}

type Columns = readonly (readonly [string, string])[];

function assertionsOf(columns: Columns): readonly JsonRecord[] {
  const metric = columns.find(([name]) => name === '__metric')?.[1];
  return columns.flatMap(([name, value]) => {
    const number = EXPECTED.exec(name)?.[1];
    if (number === undefined || value.trim() === '') return [];
    return [{ ...(isGiven(metric) ? { metric } : {}), ...assertionOfText(value), ...configOf(columns, number) }];
  });
}

/** What columns say of all assertions, and of the one with this number. */
function configOf(columns: Columns, number: string): JsonRecord {
  const members = columns.flatMap(([name, value]) => {
    const match = CONFIG.exec(name);
    if (match === null || value === '' || (match[1] !== '' && match[1] !== number)) return [];
    return [[match[2], NUMBERS.has(match[2]) ? Number(value) : value]];
  });
  return Object.fromEntries(members) as JsonRecord;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
