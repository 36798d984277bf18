import { ComparedValue } from '../../contract/compare';
import { isEqual } from './equal';
import { areSimilar } from './similar-text';
import { haveSameTop } from './top-items';

/** How two values are compared, the live one first. */
export function evaluatorOf(value: ComparedValue): (live: unknown, other: unknown) => boolean {
  switch (value.kind) {
    case 'equal':
      return (live, other) => isEqual(live, other, value);
    case 'top-k':
      return (live, other) => haveSameTop(live, other, value);
    case 'text':
      return (live, other) => areSimilar(live, other, value.atLeastPercent);
    default:
      throw new Error(`a compared value must be equal, top-k or text, got ${JSON.stringify(value satisfies never)}`);
  }
}
