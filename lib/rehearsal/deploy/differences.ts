import { Properties, PropertyRules } from './resources/provider';
import { sameValue } from './same-value';

/** What a change of properties means for a resource. */
export type Change =
  { readonly kind: 'none' } | { readonly kind: 'update' | 'replace'; readonly properties: readonly string[] };

/**
 * Compares resolved properties with those of the last create or update, never with what is live: CloudFormation does not
 * look (aws-facts §1.1).
 */
export function changeOf(previous: Properties, wanted: Properties, rules: PropertyRules): Change {
  const names = new Set([...Object.keys(previous), ...Object.keys(wanted)]);
  const properties = [...names].filter((name) => !sameValue(previous[name], wanted[name]));
  if (properties.length === 0) return { kind: 'none' };
  const replaces = properties.some((name) => rules.replace.includes(name));
  return { kind: replaces ? 'replace' : 'update', properties };
}
