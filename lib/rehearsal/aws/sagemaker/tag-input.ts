import type { Tag } from '@aws-sdk/client-sagemaker';
import { Checked, members } from './constraints';
import { invalid } from './errors';

const MOST_TAGS = 50;

export function tagConstraints(tags: readonly Tag[] | undefined): readonly Checked[] {
  return [
    ['tags', tags, { maxLength: MOST_TAGS }],
    ...members('tags', tags).flatMap(([path, { Key, Value }]): readonly Checked[] => [
      [`${path}.key`, Key, { required: true, minLength: 1, maxLength: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }],
      [`${path}.value`, Value, { required: true, maxLength: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }],
    ]),
  ];
}

/** The tags of a resource after some were set: a key that it has gets the new value. */
export function mergedTags(present: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const replaced = new Set(added.map(({ Key }) => Key));
  const merged = [...present.filter(({ Key }) => !replaced.has(Key)), ...structuredClone(added)];
  if (merged.length > MOST_TAGS) throw invalid(`a resource can have ${MOST_TAGS} tags, not ${merged.length}`);
  return merged;
}
