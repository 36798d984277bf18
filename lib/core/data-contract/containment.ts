import { isCombined, isOneOfSeveral } from './combined';
import { facetBreaches } from './facets';
import { listBreaches } from './lists';
import { memberBreaches } from './members';
import {
  isAnything,
  isDraft07,
  isNothing,
  isObject,
  memberSchema,
  referenced,
  sameJson,
  Schema,
  SchemaAt,
  schemasIn,
} from './schema';
import { finiteValues, includesType, listedValues, typesOf } from './values';

/** A place where one schema admits what the other refuses. */
export interface Breach {
  /** JSON pointer to the value, `*` for any other member, `[]` for any item; '' is the whole value. */
  readonly path: string;
  /** Keyword that refuses it. */
  readonly keyword: string;
  /** What the keyword is in the schema that admits more than it should; undefined when it is not there. */
  readonly narrow: unknown;
  /** What it is in the schema that refuses. */
  readonly wide: unknown;
}

/** How two schemas are compared, and where. */
export interface Comparison {
  readonly narrow: SchemaAt;
  readonly wide: SchemaAt;
  readonly path: string;
  /** Whether the narrower schema has to name every member that the wider one names. */
  readonly keepsMembers: boolean;
  /** Whether the narrower schema is a part of one: what it does not name may stand in the other parts. */
  readonly isPart: boolean;
  /** Pairs that are being compared: what refers to itself is as compatible as the rest of it. */
  readonly pending: readonly Pending[];
}

interface Pending {
  readonly narrow: Schema;
  readonly wide: Schema;
  readonly isPart: boolean;
}

/**
 * Where a value that `narrow` admits may be refused by `wide`; empty when none can be. What can't be compared counts as a breach: an
 * empty answer is sure, a breach may be none.
 *
 * Members that an object schema does not name count as never sent unless it names `additionalProperties`: callers send what is described.
 */
export function breaches(comparison: Comparison): readonly Breach[] {
  const { pending, isPart } = comparison;
  const [narrow, wide] = [comparison.narrow.schema, comparison.wide.schema];
  if (isNothing(narrow) || isAnything(wide) || isSame(comparison)) return [];
  if (pending.some((pair) => pair.narrow === narrow && pair.wide === wide && pair.isPart === isPart)) return [];
  const inside = { ...comparison, pending: [...pending, { narrow, wide, isPart }] };
  if (isObject(wide) && wide.$ref !== undefined) return ofWideReference(inside);
  if (isObject(narrow) && narrow.$ref !== undefined) return ofNarrowReference(inside);
  if (typeof wide === 'boolean') return [breachOf(inside, 'false')];
  return ofSchemas(inside);
}

/** The same text means the same where references in it lead to the same. */
function isSame({ narrow, wide }: Comparison): boolean {
  if (!sameJson(narrow.schema, wide.schema)) return false;
  const refers = /"\$(ref|dynamicRef|recursiveRef)":/.test(JSON.stringify(wide.schema));
  return !refers || sameJson(narrow.root, wide.root);
}

/** The same place, with one of the schemas, or both, replaced. */
function comparing(
  comparison: Comparison,
  schemas: { readonly narrow?: Schema; readonly wide?: Schema; readonly isPart?: boolean },
): readonly Breach[] {
  const { narrow, wide } = comparison;
  return breaches({
    ...comparison,
    narrow: { ...narrow, schema: schemas.narrow ?? narrow.schema },
    wide: { ...wide, schema: schemas.wide ?? wide.schema },
    isPart: schemas.isPart ?? comparison.isPart,
  });
}

/** A value within the value: it has a schema to itself. */
export function comparingWithin(
  comparison: Comparison,
  step: string,
  schemas: { readonly narrow: Schema; readonly wide: Schema },
): readonly Breach[] {
  return comparing({ ...comparison, path: comparison.path + step }, { ...schemas, isPart: false });
}

function breachOf({ narrow, wide, path }: Comparison, keyword: string): Breach {
  return { path, keyword, narrow: memberOf(narrow.schema, keyword), wide: memberOf(wide.schema, keyword) };
}

function memberOf(schema: Schema, keyword: string): unknown {
  return isObject(schema) ? schema[keyword] : undefined;
}

/** A reference and what stands beside it must both admit the value. In draft 07 what stands beside it is ignored. */
function ofWideReference(comparison: Comparison): readonly Breach[] {
  const { narrow, wide } = comparison;
  const { $ref, ...beside } = wide.schema as Record<string, unknown>;
  const target = referenced(wide.root, $ref);
  if (target === undefined) return sameJson(narrow.schema, wide.schema) ? [] : [breachOf(comparison, '$ref')];
  const rest = isDraft07(wide.root) || Object.keys(beside).length === 0 ? [] : comparing(comparison, { wide: beside });
  return [...comparing(comparison, { wide: target }), ...rest];
}

/** What stands beside the reference would only make the schema narrower, but may name members. */
function ofNarrowReference(comparison: Comparison): readonly Breach[] {
  const { narrow, isPart } = comparison;
  const target = referenced(narrow.root, memberOf(narrow.schema, '$ref'));
  if (target === undefined) return [breachOf(comparison, '$ref')];
  return comparing(comparison, { narrow: target, isPart: isPart || isOneOfSeveral(narrow.schema) });
}

function ofSchemas(comparison: Comparison): readonly Breach[] {
  const narrow = comparison.narrow.schema;
  const asWhole = ofWhole(comparison);
  if (asWhole.length === 0 || !isObject(narrow)) return asWhole;
  // Each alternative by itself may be admitted where the whole is not described well enough.
  const isAdmitted = (part: Schema) => isAdmittedPart(comparison, part, comparison.wide.schema);
  const alternatives = [schemasIn(narrow.anyOf), schemasIn(narrow.oneOf)].filter(({ length }) => length > 0);
  if (alternatives.some((parts) => parts.every(isAdmitted))) return [];
  return schemasIn(narrow.allOf).some(isAdmitted) ? [] : asWhole;
}

function isAdmittedPart(comparison: Comparison, part: Schema, wide: Schema): boolean {
  const narrow = comparison.narrow.schema;
  const isPart = comparison.isPart || isOneOfSeveral(narrow);
  return comparing(comparison, { narrow: part, wide, isPart }).length === 0;
}

/** Keyword by keyword, without looking into the narrower schema's alternatives. */
function ofWhole(comparison: Comparison): readonly Breach[] {
  const wide = comparison.wide.schema as Record<string, unknown>;
  const narrow: Record<string, unknown> = isObject(comparison.narrow.schema) ? comparison.narrow.schema : {};
  const own = { narrow, wide, comparison: { ...comparison, isPart: comparison.isPart || isCombined(narrow) } };
  return [
    ...typeBreaches(comparison),
    ...facetBreaches(narrow, wide).map((breach) => ({ path: comparison.path, ...breach })),
    ...memberBreaches(own),
    ...listBreaches(own),
    ...schemasIn(wide.allOf).flatMap((part) => conjunctBreaches(comparison, part)),
    ...alternativeBreaches(comparison),
    ...opaqueBreaches(narrow, wide).map((keyword) => breachOf(comparison, keyword)),
  ];
}

function typeBreaches(comparison: Comparison): readonly Breach[] {
  const [narrow, wide] = [comparison.narrow.schema, comparison.wide.schema];
  const listed = listedValues(wide) === undefined ? undefined : finiteValues(wide);
  if (listed !== undefined) {
    const values = finiteValues(narrow);
    const isListed = values?.every((value) => listed.some((other) => sameJson(value, other))) === true;
    if (!isListed) return [breachOf(comparison, memberOf(wide, 'enum') === undefined ? 'const' : 'enum')];
  }
  const types = typesOf(wide);
  const admitted = typesOf(narrow).every((type) => includesType(types, type) || isIntegral(narrow, type, types));
  return listed !== undefined || admitted ? [] : [breachOf(comparison, 'type')];
}

/** Whether numbers of a schema are integers, though it says `number`. */
function isIntegral(schema: Schema, type: string, types: readonly string[]): boolean {
  const multiple = memberOf(schema, 'multipleOf');
  return type === 'number' && types.includes('integer') && Number.isInteger(multiple);
}

/** A part of what the wider schema demands is met by the narrower one as a whole, or by a part of what that demands. */
function conjunctBreaches(comparison: Comparison, wide: Schema): readonly Breach[] {
  const found = comparing(comparison, { wide });
  if (found.length === 0) return [];
  const parts = schemasIn(memberOf(comparison.narrow.schema, 'allOf'));
  return parts.some((part) => isAdmittedPart(comparison, part, wide)) ? [] : found;
}

/** Each alternative of the narrower schema must be one of the wider one's. `oneOf` refuses what two admit, so only the same satisfies it. */
function alternativeBreaches(comparison: Comparison): readonly Breach[] {
  const [narrow, own] = [comparison.narrow.schema, comparison.wide.schema];
  const wider = schemasIn(memberOf(own, 'anyOf'));
  if (wider.length === 0) return [];
  if (wider.some((wide) => comparing(comparison, { wide }).length === 0)) return [];
  const isAdmitted = (part: Schema) => wider.some((alternative) => isAdmittedPart(comparison, part, alternative));
  const ways = [schemasIn(memberOf(narrow, 'anyOf')), schemasIn(memberOf(narrow, 'oneOf'))];
  return ways.some((parts) => parts.length > 0 && parts.every(isAdmitted)) ? [] : [breachOf(comparison, 'anyOf')];
}

/** Groups of keywords that mean something together, and that only the same group is known to satisfy. */
const OPAQUE_GROUPS: readonly (readonly string[])[] = [
  ['oneOf'],
  ['not'],
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['$dynamicRef'],
  ['$recursiveRef'],
];

/** They see what the keywords beside them have seen, so that only the same schema is known to satisfy them. */
const DEPENDENT = ['unevaluatedProperties', 'unevaluatedItems'] as const;

function opaqueBreaches(narrow: Record<string, unknown>, wide: Record<string, unknown>): readonly string[] {
  const changed = (keywords: readonly string[]) =>
    keywords.some((keyword) => !sameJson(wide[keyword] ?? null, narrow[keyword] ?? null));
  const groups = OPAQUE_GROUPS.filter(([first, ...rest]) => wide[first] !== undefined && changed([first, ...rest]));
  const dependent = DEPENDENT.filter((keyword) => {
    const own = memberSchema(wide[keyword]);
    return own !== undefined && !isAnything(own) && !sameJson(wide, narrow);
  });
  return [...groups.map(([first]) => first), ...dependent];
}
