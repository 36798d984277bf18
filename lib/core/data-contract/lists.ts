import { Breach, comparingWithin } from './containment';
import { Pair } from './members';
import { ANYTHING, isDraft07, isNothing, memberSchema, Schema, schemasIn } from './schema';
import { includesType, typesOf } from './values';

/** Schemas of a list: of the first items by their place, and of the rest. */
interface Items {
  readonly first: readonly Schema[];
  readonly rest: Schema;
}

/** Where a list that `narrow` admits may have an item that `wide` refuses. */
export function listBreaches({ narrow, wide, comparison }: Pair): readonly Breach[] {
  if (!includesType(typesOf(narrow), 'array')) return [];
  const own = itemsOf(narrow, isDraft07(comparison.narrow.root));
  const admitted = itemsOf(wide, isDraft07(comparison.wide.root));
  const longest = typeof narrow.maxItems === 'number' ? narrow.maxItems : Infinity;
  const placed = Math.max(own.first.length, admitted.first.length);
  const ofPlaces = Array.from({ length: Math.min(placed, longest) }, (_, place) =>
    comparingWithin(comparison, `/${place}`, {
      narrow: own.first[place] ?? own.rest,
      wide: admitted.first[place] ?? admitted.rest,
    }),
  );
  const hasRest = longest > placed && !isNothing(own.rest);
  const ofRest = hasRest ? comparingWithin(comparison, '/[]', { narrow: own.rest, wide: admitted.rest }) : [];
  return [...ofPlaces.flat(), ...ofRest];
}

function itemsOf(schema: Readonly<Record<string, unknown>>, draft07: boolean): Items {
  if (!draft07) return { first: schemasIn(schema.prefixItems), rest: memberSchema(schema.items) ?? ANYTHING };
  if (!Array.isArray(schema.items)) return { first: [], rest: memberSchema(schema.items) ?? ANYTHING };
  return { first: schemasIn(schema.items), rest: memberSchema(schema.additionalItems) ?? ANYTHING };
}
