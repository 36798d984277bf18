import { changed } from './changed';
import { Properties, ResourceContext } from './provider';

const ELB = 'elasticloadbalancing';

/** Makes the tags of a resource those of `properties`. */
export async function retag(
  arn: string,
  properties: Properties,
  previous: Properties,
  { account }: ResourceContext,
): Promise<void> {
  if (!changed('Tags', properties, previous)) return;
  const wanted: readonly { Key: string }[] = properties.Tags ?? [];
  const TagKeys = ((previous.Tags ?? []) as readonly { Key: string }[])
    .map((tag) => tag.Key)
    .filter((key) => !wanted.some((tag) => tag.Key === key));
  if (TagKeys.length > 0) await account.call(ELB, 'RemoveTags', { ResourceArns: [arn], TagKeys });
  if (wanted.length > 0) await account.call(ELB, 'AddTags', { ResourceArns: [arn], Tags: wanted });
}
