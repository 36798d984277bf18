import { parseJson } from '../json-text';
import { rowValues } from './cells';
import { isMembers, isText } from './entry';
import { eventIdsOf } from './event-ids';
import { DatasetError, Malformed } from './malformed';
import { linesOf, peek, TextSource } from './text-source';
import { DatasetTools } from './tools';

/** Labels by the event id under which they were uploaded. */
export type GroundTruth = ReadonlyMap<string, { readonly label: unknown }>;

/**
 * Reads labels that were collected after the predictions, one a line: `groundTruthData` with `data` and `encoding` CSV, and
 * `eventMetadata.eventId`, which is the inference id where the caller gave one. Format: "Ingest ground truth labels and merge them with
 * predictions" of the SageMaker AI developer guide. All of them are held in memory. Of several labels of one event the last counts.
 */
export async function readGroundTruth(source: TextSource, tools: Pick<DatasetTools, 'csv'>): Promise<GroundTruth> {
  const labels = new Map<string, { readonly label: unknown }>();
  let line = 1;
  try {
    for await (const located of linesOf((await peek(source)).chunks)) {
      line = located.line;
      const [id, label] = eventLabel(parsed(located.text), tools);
      labels.set(id, { label });
    }
  } catch (error) {
    throw DatasetError.at(source.name, line, error);
  }
  return labels;
}

/** The label of the first id that has one. */
export function labelOf(
  truth: GroundTruth | undefined,
  ids: readonly (string | undefined)[],
): { readonly label: unknown } | undefined {
  for (const id of ids) {
    const found = id === undefined ? undefined : truth?.get(id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Event id and label of a line, once parsed. Throws `Malformed` for what is none. */
export function eventLabel(value: unknown, { csv }: Pick<DatasetTools, 'csv'>): [string, unknown] {
  const data = isMembers(value) ? value.groundTruthData : undefined;
  if (!isMembers(value) || !isMembers(data) || !isText(data.data) || data.encoding !== 'CSV') {
    throw new Malformed(
      'a label must have groundTruthData with data and encoding CSV; write {"groundTruthData": {"data": "1", "encoding": "CSV"}, …}',
    );
  }
  const rows = rowValues(csv(data.data));
  if (rows.length === 0) throw new Malformed('groundTruthData.data must not be empty; leave out what has no label yet');
  return [eventIdsOf(value).eventId, rows.length === 1 ? rows[0] : rows];
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new Malformed('a line must be JSON, and is not; write one JSON object a line');
  }
}
