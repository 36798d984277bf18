import type {
  AddTagsCommandInput,
  DescribeTagsCommandInput,
  RemoveTagsCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, Operation } from '../service';
import { onAll, onArns } from './permissions';
import { Elbv2State } from './state';

/** Operations on tags of load balancers, target groups, listeners and rules. */
export function tagOperations(state: Elbv2State): Record<string, Operation> {
  return {
    AddTags: {
      required: ['ResourceArns', 'Tags'],
      authorize: (input: AddTagsCommandInput) => onArns('AddTags', input.ResourceArns!),
      handle: (input: AddTagsCommandInput) => {
        const replaced = new Set(input.Tags!.map((tag) => tag.Key));
        for (const arn of input.ResourceArns!) {
          const kept = tagsOf(state, arn).filter((tag) => !replaced.has(tag.Key));
          state.tags.set(arn, [...kept, ...input.Tags!]);
        }
        return {};
      },
    },
    RemoveTags: {
      required: ['ResourceArns', 'TagKeys'],
      authorize: (input: RemoveTagsCommandInput) => onArns('RemoveTags', input.ResourceArns!),
      handle: (input: RemoveTagsCommandInput) => {
        for (const arn of input.ResourceArns!) {
          const kept = tagsOf(state, arn).filter((tag) => !input.TagKeys!.includes(tag.Key ?? ''));
          state.tags.set(arn, kept);
        }
        return {};
      },
    },
    DescribeTags: {
      required: ['ResourceArns'],
      authorize: onAll('DescribeTags'),
      handle: (input: DescribeTagsCommandInput) => ({
        TagDescriptions: input.ResourceArns!.map((arn) => ({ ResourceArn: arn, Tags: [...tagsOf(state, arn)] })),
      }),
    },
  };
}

function tagsOf(state: Elbv2State, arn: string) {
  const tags = state.tags.get(arn);
  if (tags === undefined) throw new AwsError(`${kindOf(arn)}NotFound`, `Resource '${arn}' not found`);
  return tags;
}

/** Error code prefix for a resource that is gone, by the kind that its ARN names. */
function kindOf(arn: string): string {
  if (arn.includes(':targetgroup/')) return 'TargetGroup';
  if (arn.includes(':listener-rule/')) return 'Rule';
  if (arn.includes(':listener/')) return 'Listener';
  return 'LoadBalancer';
}
