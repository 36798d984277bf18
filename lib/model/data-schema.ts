import { readFileSync } from 'node:fs';
import { JsonSchema } from '../contract/index';
import { isObject } from '../core/data-contract/schema';

/** A JSON Schema (draft 2020-12, or 07 when its `$schema` says so). References must stay within the document. */
export class DataSchema {
  /** A JSON file. Error at synth: no such file, no JSON, or no object. */
  public static fromFile(path: string): DataSchema {
    return new DataSchema(readObject(path));
  }

  /** The schema itself. */
  public static fromObject(schema: { [name: string]: any }): DataSchema {
    return new DataSchema(schema);
  }

  private constructor(private readonly schema: JsonSchema) {}

  /** @internal */
  public get _schema(): JsonSchema {
    return this.schema;
  }
}

function readObject(path: string): JsonSchema {
  const refused = (why: string, cause?: unknown) =>
    new Error(`schema must be a JSON file with an object, got "${path}", ${why}; give the path of one`, { cause });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw refused("which can't be read", error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused('which is no JSON', error);
  }
  if (!isObject(value)) throw refused('which holds something else');
  return value;
}
