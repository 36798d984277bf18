import { cellValue, csvLine } from '../cells';
import { Entry } from '../entry';
import { Malformed } from '../malformed';
import { inputRequest } from '../requests';
import { ItemParts, label, Shape, ShapeContext } from '../shape';

const CSV_TYPE = 'text/csv';

/**
 * Anything else. JSON is sent from `input`, or wherever `inputPath` says. Of CSV every column is sent as a line of CSV that no path takes
 * for something else, unless there is one named `input`.
 */
export const PLAIN: Shape = {
  name: 'plain',
  matches: () => true,
  read(entry, { options }): ItemParts {
    if (Object.hasOwn(entry.kept, 'input')) return { request: inputRequest(entry.kept.input, options) };
    if (entry.row === undefined || options.inputPath !== undefined) return {};
    return { request: { contentType: options.contentType ?? CSV_TYPE, body: sentColumns(entry, options) } };
  },
};

/** CSV without a header, as SageMaker's own algorithms are trained with: the label, then what is sent. */
export const LABEL_FIRST: Shape = {
  name: 'label-first',
  matches: ({ row }) => row !== undefined && row.columns === undefined,
  read({ row }, { options }: ShapeContext) {
    const [first, ...rest] = row?.cells ?? [];
    if (rest.length === 0)
      throw new Malformed('a row must have a label and what is sent, got one column; add the columns');
    return {
      request: { contentType: options.contentType ?? CSV_TYPE, body: csvLine(rest) },
      expected: label(cellValue(first)),
    };
  },
};

function sentColumns({ row }: Entry, options: ShapeContext['options']): string {
  const paths = [
    options.expectedPath ?? 'expected',
    options.outputPath,
    options.categoryPath,
    options.idPath,
    options.criticalPath,
  ];
  const isTaken = (column: string): boolean => paths.includes(column) || paths.includes(`"${column}"`);
  const sent = (row?.cells ?? []).filter((_, index) => !isTaken(row?.columns?.[index] ?? ''));
  if (sent.length === 0) throw new Malformed('a row must have a column that is sent; add one, or give inputPath');
  return csvLine(sent);
}
