import { Breach, Comparison, comparingWithin } from './containment';
import { ANYTHING, isNothing, memberSchema, NOTHING, sameJson, Schema, schemasByName, textsIn } from './schema';
import { includesType, listedValues, typeOf, typesOf } from './values';

type Keywords = Readonly<Record<string, unknown>>;

/** Two schemas of which neither is a boolean or a reference. */
export interface Pair {
  readonly narrow: Keywords;
  readonly wide: Keywords;
  readonly comparison: Comparison;
}

/** Where an object that `narrow` admits may lack, or have, what `wide` does not admit. */
export function memberBreaches({ narrow, wide, comparison }: Pair): readonly Breach[] {
  const { path } = comparison;
  if (!includesType(typesOf(narrow), 'object')) return [];
  const changedPatterns: readonly Breach[] = sameJson(wide.patternProperties ?? {}, narrow.patternProperties ?? {})
    ? []
    : [{ path, keyword: 'patternProperties', narrow: narrow.patternProperties, wide: wide.patternProperties }];
  // A name that matches a changed pattern can't be compared by itself.
  if (changedPatterns.length > 0) return changedPatterns;
  const others = additionalSent(narrow, comparison.isPart);
  const required = textsIn(narrow.required);
  const missing = textsIn(wide.required).filter((name) => !required.includes(name));
  const names = new Set([...schemasByName(narrow.properties).keys(), ...schemasByName(wide.properties).keys()]);
  return [
    ...missing.map((name) => ({ path: step(path, name), keyword: 'required', narrow: undefined, wide: true })),
    ...lostMembers(narrow, wide, comparison, others)
      .filter((name) => !missing.includes(name))
      .map((name) => ({ path: step(path, name), keyword: 'properties', narrow: undefined, wide: 'described' })),
    ...[...names].flatMap((name) =>
      ofMember(comparison, sent(narrow, name, others), admitted(wide, name), `/${escaped(name)}`),
    ),
    ...ofMember(comparison, [others], [additionalAdmitted(wide)], '/*'),
  ];
}

/** Members that nobody sends any more, where they are to be kept. */
function lostMembers(
  narrow: Keywords,
  wide: Keywords,
  { keepsMembers }: Comparison,
  others: Schema,
): readonly string[] {
  if (!keepsMembers || !isNothing(others)) return [];
  return [...schemasByName(wide.properties).keys()].filter((name) => declared(narrow, name).length === 0);
}

/** All of what is admitted must admit one of what is sent: both are schemas that a member has to satisfy at once. */
function ofMember(
  comparison: Comparison,
  narrow: readonly Schema[],
  wide: readonly Schema[],
  at: string,
): readonly Breach[] {
  if (narrow.some(isNothing)) return [];
  return wide.flatMap((schema) => {
    const found = narrow.map((own) => refusal(comparison, own, schema, at));
    return found.some(({ length }) => length === 0) ? [] : found[0];
  });
}

/** A member that is admitted no more is said by the keyword that users know. */
function refusal(comparison: Comparison, narrow: Schema, wide: Schema, at: string): readonly Breach[] {
  if (!isNothing(wide)) return comparingWithin(comparison, at, { narrow, wide });
  return [{ path: comparison.path + at, keyword: 'additionalProperties', narrow, wide: false }];
}

/** What a member of that name is, where objects of the schema are made. */
function sent(schema: Keywords, name: string, others: Schema): readonly Schema[] {
  const own = declared(schema, name);
  return own.length > 0 ? own : [others];
}

function admitted(schema: Keywords, name: string): readonly Schema[] {
  const own = declared(schema, name);
  return own.length > 0 ? own : [additionalAdmitted(schema)];
}

function declared({ properties, patternProperties }: Keywords, name: string): readonly Schema[] {
  const own = schemasByName(properties).get(name);
  const matching = [...schemasByName(patternProperties)].filter(([pattern]) => new RegExp(pattern, 'u').test(name));
  return [...(own === undefined ? [] : [own]), ...matching.map(([, schema]) => schema)];
}

/** What members are that the schema does not name: a schema that names some and leaves the rest open has no others. */
function additionalSent(schema: Keywords, isPart: boolean): Schema {
  const stated = memberSchema(schema.additionalProperties);
  if (stated !== undefined) return stated;
  const names = schema.properties !== undefined || schema.patternProperties !== undefined;
  const listsObjects = (listedValues(schema) ?? []).some((value) => typeOf(value) === 'object');
  return names && !isPart && !listsObjects ? NOTHING : ANYTHING;
}

function additionalAdmitted({ additionalProperties }: Keywords): Schema {
  return memberSchema(additionalProperties) ?? ANYTHING;
}

function step(path: string, name: string): string {
  return `${path}/${escaped(name)}`;
}

/** As JSON pointers have it. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
