import { isRecord, jsonIn, JsonRecord } from '../records';
import { embeddedJson } from './embedded-json';
import { Given, NativeCheck, yesOrNo } from './native-check';

/** Whether the answer is JSON, or has some in it, of a schema when there is one. */
export const JSON_CHECKS: Readonly<Record<'is-json' | 'contains-json', NativeCheck>> = {
  'is-json': {
    problem: (given) => schemaProblem('is-json', given),
    grade: (given, { output }, { validate }) => {
      const data = jsonIn(output);
      if (data === undefined) return yesOrNo(false, 'the answer has to be JSON');
      const schema = schemaOf(given);
      const broken = schema === undefined ? [] : validate(schema, data.value);
      const where = broken.length === 0 ? '' : `; it breaks it at ${broken.slice(0, 5).join(', ')}`;
      return yesOrNo(
        broken.length === 0,
        `the answer has to be JSON${schema === undefined ? '' : ' of the schema'}${where}`,
      );
    },
  },
  'contains-json': {
    problem: (given) => schemaProblem('contains-json', given),
    grade: (given, { output }, { validate }) => {
      const schema = schemaOf(given);
      let found = 0;
      for (const value of embeddedJson(output)) {
        found += 1;
        if (schema === undefined || validate(schema, value).length === 0)
          return yesOrNo(true, 'the answer has JSON in it');
      }
      const what = found === 0 ? 'none found' : `${found} found, none of the schema`;
      return yesOrNo(false, `the answer has to have a JSON object or array in it: ${what}`);
    },
  },
};

/** A schema, or its JSON, as in a CSV file; empty text is none. */
function schemaOf({ value }: Given): JsonRecord | undefined {
  const schema = typeof value === 'string' ? jsonIn(value)?.value : value;
  return isRecord(schema) ? schema : undefined;
}

function schemaProblem(type: string, given: Given): string | undefined {
  const { value } = given;
  if (value === undefined || value === null || value === '' || schemaOf(given) !== undefined) return undefined;
  return `value of ${type} must be a JSON Schema, got ${JSON.stringify(value)}; leave it out when any JSON will do`;
}
