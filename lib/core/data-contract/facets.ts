import { JsonSchema } from '../../contract/index';
import { isObject, sameJson } from './schema';
import { finiteValues, includesType, JsonType, typesOf } from './values';

/** A keyword of the wider schema that may refuse what the narrower one admits. */
export interface FacetBreach {
  readonly keyword: string;
  readonly narrow: unknown;
  readonly wide: unknown;
}

/** Least values: the wider schema's must not be above the narrower one's. */
interface Bound {
  readonly keyword: string;
  readonly types: readonly JsonType[];
  readonly side: 'least' | 'most';
  /** The same measure of a value that is listed. */
  readonly measure: (value: unknown) => number | undefined;
}

const NUMBERS: readonly JsonType[] = ['number', 'integer'];
const sizeOfNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
/** In code points, as JSON Schema counts. */
const lengthOfText = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const lengthOfList = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const countOfMembers = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined);

const BOUNDS: readonly Bound[] = [
  { keyword: 'minLength', types: ['string'], side: 'least', measure: lengthOfText },
  { keyword: 'maxLength', types: ['string'], side: 'most', measure: lengthOfText },
  { keyword: 'minItems', types: ['array'], side: 'least', measure: lengthOfList },
  { keyword: 'maxItems', types: ['array'], side: 'most', measure: lengthOfList },
  { keyword: 'minProperties', types: ['object'], side: 'least', measure: countOfMembers },
  { keyword: 'maxProperties', types: ['object'], side: 'most', measure: countOfMembers },
];

/** Keywords that only the same keyword is known to satisfy. `propertyNames` and the like hold schemas, which are not looked into. */
const OPAQUE: readonly { readonly keyword: string; readonly types: readonly JsonType[] }[] = [
  { keyword: 'pattern', types: ['string'] },
  { keyword: 'format', types: ['string', 'number', 'integer'] },
  { keyword: 'propertyNames', types: ['object'] },
  { keyword: 'dependentRequired', types: ['object'] },
  { keyword: 'dependentSchemas', types: ['object'] },
  { keyword: 'dependencies', types: ['object'] },
];

/** What of the wider schema's restrictions of single values the narrower one does not have, or has in a weaker form. */
export function facetBreaches(narrow: JsonSchema, wide: JsonSchema): readonly FacetBreach[] {
  const types = typesOf(narrow);
  const concerns = (of: readonly JsonType[]) => of.some((type) => includesType(types, type) || types.includes(type));
  const breach = (keyword: string): FacetBreach => ({ keyword, narrow: narrow[keyword], wide: wide[keyword] });
  return [
    ...BOUNDS.filter((bound) => concerns(bound.types) && !isWithin(bound, narrow, wide)).map(({ keyword }) =>
      breach(keyword),
    ),
    ...(concerns(NUMBERS) ? numberBreaches(narrow, wide).map(breach) : []),
    ...OPAQUE.filter(
      ({ keyword, types: of }) =>
        wide[keyword] !== undefined && concerns(of) && !sameJson(wide[keyword], narrow[keyword]),
    ).map(({ keyword }) => breach(keyword)),
    ...(concerns(['array']) && wide.uniqueItems === true && !hasUniqueItems(narrow) ? [breach('uniqueItems')] : []),
  ];
}

function isWithin({ keyword, side, measure }: Bound, narrow: JsonSchema, wide: JsonSchema): boolean {
  const limit = wide[keyword];
  if (typeof limit !== 'number') return true;
  const own = boundOf(keyword, side, measure, narrow);
  if (own === undefined) return side === 'least' && limit <= 0;
  return side === 'least' ? own >= limit : own <= limit;
}

/** The bound that the schema states, or that follows from the values it lists or the members it demands. */
function boundOf(
  keyword: string,
  side: Bound['side'],
  measure: Bound['measure'],
  schema: JsonSchema,
): number | undefined {
  const stated = schema[keyword];
  const measures = (finiteValues(schema) ?? []).flatMap((value) => measure(value) ?? []);
  const demanded = keyword === 'minProperties' && Array.isArray(schema.required) ? [new Set(schema.required).size] : [];
  const listed = measures.length === 0 ? [] : [side === 'least' ? Math.min(...measures) : Math.max(...measures)];
  const known = [...(typeof stated === 'number' ? [stated] : []), ...listed, ...demanded];
  if (known.length === 0) return undefined;
  return side === 'least' ? Math.max(...known) : Math.min(...known);
}

/** An end of a range of numbers, and whether the end itself is in it. */
interface End {
  readonly at: number;
  readonly open: boolean;
}

function numberBreaches(narrow: JsonSchema, wide: JsonSchema): readonly string[] {
  const breaches: string[] = [];
  for (const side of [1, -1] as const) {
    const [own, limit] = [lowest(narrow, side), lowestStated(wide, side)];
    if (limit === undefined) continue;
    const isInside =
      own !== undefined && (own.at * side > limit.at * side || (own.at === limit.at && (own.open || !limit.open)));
    const [inclusive, exclusive] = KEYWORDS[side];
    if (!isInside) breaches.push(limit.open ? exclusive : inclusive);
  }
  const { multipleOf } = wide;
  if (typeof multipleOf === 'number' && !areMultiples(narrow, multipleOf)) breaches.push('multipleOf');
  return breaches;
}

const KEYWORDS = { 1: ['minimum', 'exclusiveMinimum'], [-1]: ['maximum', 'exclusiveMaximum'] } as const;

/** The lower end of what a schema admits, or with side −1 the upper one. */
function lowest(schema: JsonSchema, side: 1 | -1): End | undefined {
  const numbers = (finiteValues(schema) ?? []).flatMap((value) => sizeOfNumber(value) ?? []);
  const listed = numbers.length === 0 ? [] : [{ at: side * Math.min(...numbers.map((n) => n * side)), open: false }];
  return tightest([lowestStated(schema, side), ...listed], side);
}

function lowestStated(schema: JsonSchema, side: 1 | -1): End | undefined {
  const [inclusive, exclusive] = KEYWORDS[side].map((keyword) => sizeOfNumber(schema[keyword]));
  return tightest(
    [
      inclusive === undefined ? undefined : { at: inclusive, open: false },
      exclusive === undefined ? undefined : { at: exclusive, open: true },
    ],
    side,
  );
}

function tightest(ends: readonly (End | undefined)[], side: 1 | -1): End | undefined {
  return ends
    .filter((end) => end !== undefined)
    .reduce<End | undefined>((best, end) => {
      if (best === undefined || end.at * side > best.at * side) return end;
      return end.at === best.at && end.open ? end : best;
    }, undefined);
}

function areMultiples(narrow: JsonSchema, of: number): boolean {
  const numbers = finiteValues(narrow)?.flatMap((value) => sizeOfNumber(value) ?? []);
  if (numbers !== undefined) return numbers.every((value) => Number.isInteger(value / of));
  const own = narrow.multipleOf;
  if (typeof own === 'number') return Number.isInteger(own / of);
  // Every integer is a multiple of 1, and of 0.5.
  return !includesFractions(narrow) && Number.isInteger(1 / of);
}

function includesFractions(schema: JsonSchema): boolean {
  return typesOf(schema).includes('number');
}

function hasUniqueItems({ uniqueItems, maxItems }: JsonSchema): boolean {
  return uniqueItems === true || (typeof maxItems === 'number' && maxItems <= 1);
}
