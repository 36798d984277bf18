import { camelCase } from './camel-case';
import { changed } from './changed';
import { Properties, ResourceContext } from './provider';

/** Makes the tags of an ECS resource those of `properties`. */
export async function retagEcs(
  resourceArn: string,
  properties: Properties,
  previous: Properties,
  { account }: ResourceContext,
): Promise<void> {
  if (!changed('Tags', properties, previous)) return;
  const wanted: readonly { Key: string }[] = properties.Tags ?? [];
  const tagKeys = ((previous.Tags ?? []) as readonly { Key: string }[])
    .map((tag) => tag.Key)
    .filter((key) => !wanted.some((tag) => tag.Key === key));
  if (tagKeys.length > 0) await account.call('ecs', 'UntagResource', { resourceArn, tagKeys });
  if (wanted.length > 0) await account.call('ecs', 'TagResource', { resourceArn, tags: camelCase(wanted) });
}
