import type { AddTagsCommandInput, DeleteTagsCommandInput, ListTagsCommandInput, Tag } from '@aws-sdk/client-sagemaker';
import { Operation } from '../service';
import { requireConstraints } from './constraints';
import { invalid } from './errors';
import { requestTags } from './permissions';
import { SageMakerState } from './state';
import { mergedTags, tagConstraints } from './tag-input';

/** Operations on tags of models, endpoint configurations and endpoints, all by ARN. ListTags gives all on one page. */
export function tagOperations(state: SageMakerState): Record<string, Operation> {
  return {
    AddTags: {
      required: ['ResourceArn', 'Tags'],
      authorize: (input: AddTagsCommandInput) => [
        { action: 'sagemaker:AddTags', resource: input.ResourceArn!, context: requestTags(input.Tags!) },
      ],
      handle: (input: AddTagsCommandInput) => {
        requireConstraints(tagConstraints(input.Tags));
        const resource = tagged(state, input.ResourceArn!);
        resource.tags = mergedTags(resource.tags, input.Tags!);
        return { Tags: [...resource.tags] };
      },
    },
    ListTags: {
      required: ['ResourceArn'],
      authorize: (input: ListTagsCommandInput) => [{ action: 'sagemaker:ListTags', resource: input.ResourceArn! }],
      handle: (input: ListTagsCommandInput) => {
        requireConstraints([['maxResults', input.MaxResults, { min: 50 }]]);
        return { Tags: [...tagged(state, input.ResourceArn!).tags] };
      },
    },
    DeleteTags: {
      required: ['ResourceArn', 'TagKeys'],
      authorize: (input: DeleteTagsCommandInput) => [
        {
          action: 'sagemaker:DeleteTags',
          resource: input.ResourceArn!,
          context: { 'aws:TagKeys': input.TagKeys! },
        },
      ],
      handle: (input: DeleteTagsCommandInput) => {
        requireConstraints([['tagKeys', input.TagKeys, { maxLength: 50 }]]);
        const resource = tagged(state, input.ResourceArn!);
        resource.tags = resource.tags.filter(({ Key }) => !input.TagKeys!.includes(Key ?? ''));
        return {};
      },
    },
  };
}

/** The text of the error is SageMaker's (boto/boto3#4606). */
function tagged(state: SageMakerState, arn: string): { tags: readonly Tag[] } {
  const resources = [...state.models.all(), ...state.configs.all(), ...state.endpoints.all()];
  const resource = resources.find((candidate) => candidate.arn === arn);
  if (resource === undefined) throw invalid('Resource does not exist.');
  return resource;
}
