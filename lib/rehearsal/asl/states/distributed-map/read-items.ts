import { ItemReader } from '../../definition/distributed-map';
import { MapState } from '../../definition/state-machine';
import { ObjectStore, ServiceCallError } from '../../execution/map-runs';
import { Visit, scopeOf } from '../../execution/scope';
import { runtimeFailure } from '../../failure';
import { Scope, readRequired } from '../../intrinsics/evaluate';
import { fillTemplate } from '../../intrinsics/template';
import { Json, isJsonObject, member } from '../../json';
import { integerAt } from '../integer';
import { fileItems, readerFailure } from './file-items';
import { Items, arrayItems, itemsOf } from './items';

/** `$$.Map.Item.Source` of items that are in the state's input. */
const STATE_DATA = 'STATE_DATA';

/**
 * The items of a distributed Map: of S3, or of the state's input.
 * @throws StateFailure States.ItemReaderFailed for what S3 does not give or is not as the reader says
 */
export async function readItems(state: MapState, input: Json, visit: Visit, objects: ObjectStore): Promise<Items> {
  const scope = scopeOf(visit, input);
  if (state.ItemReader === undefined) return inputItems(state, input, scope);
  try {
    return await read(state.ItemReader, scope, objects);
  } catch (error) {
    if (error instanceof ServiceCallError) throw readerFailure(`${error.errorType}: ${error.cause}`);
    throw error;
  }
}

/** In distributed mode the members of an object are items, too (developer guide, "ItemsPath"). */
function inputItems(state: MapState, input: Json, scope: Scope): Items {
  const value = state.ItemsPath === undefined ? input : readRequired(state.ItemsPath, scope, 'ItemsPath');
  const items = itemsOf(value, STATE_DATA);
  if (items !== undefined) return items;
  throw runtimeFailure(`a distributed Map needs an array or an object of items, got ${JSON.stringify(value)}`);
}

async function read(reader: ItemReader, scope: Scope, objects: ObjectStore): Promise<Items> {
  const parameters = fillTemplate(reader.Parameters, scope);
  const { MaxItems: fixed, MaxItemsPath: path } = reader.ReaderConfig;
  const most = (path === undefined ? fixed : integerAt(path, scope, 'MaxItemsPath', 1)) ?? Infinity;
  const bucket = text(parameters, 'Bucket');
  if (reader.kind === 'file') {
    const key = text(parameters, 'Key');
    return fileItems(await objects.getObject(bucket, key), reader.ReaderConfig, `S3://${bucket}/${key}`, most);
  }
  const prefix = isJsonObject(parameters) && member(parameters, 'Prefix') !== undefined;
  const entries = await objects.listObjects(bucket, prefix ? text(parameters, 'Prefix') : undefined);
  return arrayItems(entries.slice(0, most), `S3://${bucket}`);
}

function text(parameters: Json, name: string): string {
  const value = isJsonObject(parameters) ? member(parameters, name) : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw readerFailure(`${name} of the ItemReader must be a text, got ${JSON.stringify(value)}`);
}
