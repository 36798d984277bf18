import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { QualityLabel } from '../../contract';
import { compilePath } from '../../core/compare/path';
import { canonicalJson } from '../../core/content-hash';
import { labelText } from '../../core/compare/label-text';
import { RehearsalFile } from './config-schema';
import { ConfiguredRequest } from './configured-requests';

/** Labels of the requests by their places in the load. Throws when no request has one: the file would be another load's. */
export function configuredLabels(
  source: string,
  directory: string,
  { file, requestPath, labelPath }: NonNullable<RehearsalFile['labels']>,
  requests: readonly ConfiguredRequest[],
): ReadonlyMap<number, QualityLabel> {
  const path = resolve(directory, file);
  const items = readItems(path, `${source}: labels.file`);
  const [requestOf, labelOf] = [compilePath(requestPath), compilePath(labelPath)];
  const byBody = new Map(items.map((item) => [canonicalJson(requestOf(item)), labelOf(item)]));
  const known = requests.flatMap(({ body }, place): [number, QualityLabel][] => {
    const label = body === undefined ? undefined : byBody.get(canonicalJson(JSON.parse(body)));
    return labelText(label) === undefined ? [] : [[place, label as QualityLabel]];
  });
  if (known.length > 0) return new Map(known);
  throw new Error(
    `${source}: labels.file must hold requests of the load, got ${path} with none of them; correct requestPath and labelPath`,
  );
}

function readItems(path: string, place: string): readonly unknown[] {
  try {
    const items: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(items)) return items;
  } catch (error) {
    throw new Error(
      `${place} must be a JSON file, got ${path} (${(error as Error).message}); correct the path or the file`,
      {
        cause: error,
      },
    );
  }
  throw new Error(`${place} must hold a JSON array, got ${path}; write the items in [ ]`);
}
