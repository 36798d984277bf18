import { Json } from '../json';
import { Path } from '../paths/path';
import { IntrinsicFunction } from './intrinsic-function';

/** What may stand behind a key that ends in `.$`, and in ErrorPath and CausePath. */
export type Expression =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'literal'; readonly value: Json; /** A string's text before unescaping. */ readonly raw?: string }
  | {
      readonly kind: 'call';
      readonly text: string;
      readonly name: string;
      readonly function: IntrinsicFunction;
      readonly args: readonly Expression[];
    };
