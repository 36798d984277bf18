import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

type JsonSchema = Record<string, unknown>;

/** What OpenAPI has beside the keywords of JSON Schema, and what ajv reads without having it in a vocabulary: none of it restricts anything. */
const WITHOUT_RULE = ['$anchor', 'example', 'externalDocs', 'xml', 'discriminator'];

/** By their JSON: tests repeat the same schema, and compiling takes longer than validating. */
const compiled = new Map<string, Compiled>();

interface Compiled {
  readonly isValid: ValidateFunction;
  /** Names of members that the schema itself has. */
  readonly names: ReadonlySet<string>;
}

/**
 * JSON Schema by ajv: where data break it, with `*` for items and for members that the schema does not name, which may be personal data.
 * Throws for a schema that is none, and for keywords and formats that nobody would look at.
 */
export function brokenPaths(schema: JsonSchema, data: unknown): readonly string[] {
  const { isValid, names } = compile(schema);
  if (isValid(data)) return [];
  return [...new Set((isValid.errors ?? []).map((error) => brokenPath(error, names)))];
}

function brokenPath({ instancePath, keyword }: ErrorObject, names: ReadonlySet<string>): string {
  const steps = instancePath.split('/').slice(1);
  const known = steps.map((step) => (names.has(step.replaceAll('~1', '/').replaceAll('~0', '~')) ? step : '*'));
  return `/${known.join('/')} (${keyword})`;
}

function compile(schema: JsonSchema): Compiled {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const made = { isValid: validatorOf(schema), names: new Set(namesIn(schema)) };
  compiled.set(text, made);
  return made;
}

function validatorOf(schema: JsonSchema): ValidateFunction {
  const unknown: string[] = [];
  // Logged, not thrown: keywords of vendors are to be ignored, and ajv knows no pattern for them.
  const logger = {
    log: () => undefined,
    error: () => undefined,
    warn: (message: unknown) => unknown.push(...unknownKeyword(String(message))),
  };
  const options = { strict: false, strictSchema: 'log', allErrors: true, logger } as const;
  const isDraft07 = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
  const ajv = isDraft07 ? new Ajv(options) : new Ajv2020(options);
  addFormats(ajv);
  ajv.addVocabulary(WITHOUT_RULE);
  const isValid = ajv.compile(schema);
  if (unknown.length > 0) {
    const draft = isDraft07 ? '07' : '2020-12';
    throw new Error(
      `keywords of a schema must be those of JSON Schema draft ${draft}, or start with x-, got ${[...new Set(unknown)].join(', ')}; ` +
        'correct them, or take them out',
    );
  }
  return isValid;
}

function unknownKeyword(message: string): readonly string[] {
  const keyword = /unknown keyword: "(.*)"/.exec(message)?.[1];
  return keyword === undefined || keyword.startsWith('x-') ? [] : [keyword];
}

/** Members of every `properties`, wherever it is. One of a value that an example lists would be the author's word, too. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([keyword, inner]) => [
    ...(keyword === 'properties' && typeof inner === 'object' && inner !== null ? Object.keys(inner) : []),
    ...namesIn(inner),
  ]);
}
