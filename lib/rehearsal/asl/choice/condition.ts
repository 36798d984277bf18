import { Json } from '../json';
import { Path } from '../paths/path';

/** The test of a choice rule. */
export type Condition =
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'comparison';
      readonly variable: Path;
      readonly operator: string;
      readonly compare: Comparison;
      readonly operand:
        { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'path'; readonly path: Path };
    }
  | { readonly kind: 'presence'; readonly variable: Path; readonly expected: boolean }
  | {
      readonly kind: 'type';
      readonly variable: Path;
      readonly operator: string;
      readonly matches: (value: Json) => boolean;
      readonly expected: boolean;
    };

/** False as well when either side has another type than the operator compares. */
export type Comparison = (value: Json, operand: Json) => boolean;
