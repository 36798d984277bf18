import { sameValue } from '../same-value';
import { Properties } from './provider';

/** Whether a property has another value than before; absent counts as a value of its own. */
export function changed(name: string, properties: Properties, previous: Properties): boolean {
  return !sameValue(properties[name], previous[name]);
}
