import { Properties, PropertyRules } from './resources/provider';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/**
 * Adds the stack's tags to a resource that can be tagged; its own tags win. A changed stack tag is thereby a change of every
 * such resource, although no text of the template changed (aws-facts §1.1).
 */
export function withStackTags(
  properties: Properties,
  rules: PropertyRules,
  stackTags: Readonly<Record<string, string>>,
): Properties {
  const keys = Object.keys(stackTags);
  const own: unknown = properties.Tags ?? [];
  if (keys.length === 0 || !rules.update.includes('Tags') || !Array.isArray(own)) return properties;
  const inherited = keys.filter((key) => !(own as readonly Tag[]).some((tag) => tag.Key === key));
  return { ...properties, Tags: [...own, ...inherited.map((Key): Tag => ({ Key, Value: stackTags[Key] }))] };
}
