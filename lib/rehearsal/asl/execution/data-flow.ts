import { StateFailure, StatesError } from '../failure';
import { readRequired } from '../intrinsics/evaluate';
import { Template, fillTemplate } from '../intrinsics/template';
import { Json, jsonBytes } from '../json';
import { Path } from '../paths/path';
import { writePath } from '../paths/write-path';
import { Visit, scopeOf } from './scope';

/** Largest input, output and task payload: 256 KiB (developer guide, "Service quotas": hard quota). */
export const LARGEST_PAYLOAD_BYTES = 256 * 1024;

interface InputFields {
  readonly InputPath?: Path | null | undefined;
  readonly Parameters?: Template | undefined;
}

interface OutputFields {
  readonly ResultSelector?: Template | undefined;
  readonly ResultPath?: Path | null | undefined;
  readonly OutputPath?: Path | null | undefined;
}

/** The raw input through InputPath; `null` stands for an empty object. */
export function filteredInput(fields: Pick<InputFields, 'InputPath'>, raw: Json, visit: Visit): Json {
  return filtered(fields.InputPath, raw, visit, 'InputPath');
}

/** The raw input through InputPath and Parameters. */
export function effectiveInput(fields: InputFields, raw: Json, visit: Visit): Json {
  const input = filteredInput(fields, raw, visit);
  return fields.Parameters === undefined
    ? input
    : requirePayload(fillTemplate(fields.Parameters, scopeOf(visit, input)));
}

/** The result through ResultSelector, ResultPath (onto the raw input, as the language says) and OutputPath. */
export function stateOutput(fields: OutputFields, raw: Json, result: Json, visit: Visit): Json {
  const selected =
    fields.ResultSelector === undefined ? result : fillTemplate(fields.ResultSelector, scopeOf(visit, result));
  return filteredOutput(fields, placed(fields.ResultPath, raw, selected), visit);
}

export function filteredOutput(fields: Pick<OutputFields, 'OutputPath'>, data: Json, visit: Visit): Json {
  return requirePayload(filtered(fields.OutputPath, data, visit, 'OutputPath'));
}

/** The result in the raw input: replaces it without a path or with `$`; dropped for `null`. */
export function placed(resultPath: Path | null | undefined, raw: Json, result: Json): Json {
  if (resultPath === null) return raw;
  return resultPath === undefined ? result : writePath(resultPath, raw, result);
}

/** @throws StateFailure States.DataLimitExceeded */
export function requirePayload(value: Json): Json {
  const bytes = jsonBytes(value);
  if (bytes <= LARGEST_PAYLOAD_BYTES) return value;
  throw new StateFailure(
    StatesError.DATA_LIMIT_EXCEEDED,
    `the data has ${bytes} bytes, more than the maximum of ${LARGEST_PAYLOAD_BYTES}`,
  );
}

function filtered(path: Path | null | undefined, data: Json, visit: Visit, field: string): Json {
  if (path === null) return {};
  return path === undefined ? data : readRequired(path, scopeOf(visit, data), field);
}
