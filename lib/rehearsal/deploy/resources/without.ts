import { Properties } from './provider';

/** The properties but those named: what an API call does not take. */
export function without(properties: Properties, ...names: readonly string[]): Record<string, any> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
