import type {
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-ecs';
import { AwsError, Operation } from '../service';
import { ClusterRecord, ServiceRecord, TaskDefinitionRecord } from './records';
import { EcsState } from './state';

/** Operations on tags of clusters, services and task definitions, all by ARN. */
export function tagOperations(state: EcsState): Record<string, Operation> {
  const authorized = (action: string) => (input: { readonly resourceArn?: string }) => [
    { action: `ecs:${action}`, resource: input.resourceArn! },
  ];
  return {
    TagResource: {
      required: ['resourceArn', 'tags'],
      authorize: authorized('TagResource'),
      handle: (input: TagResourceCommandInput) => {
        const resource = tagged(state, input.resourceArn!);
        const replaced = new Set(input.tags!.map((tag) => tag.key));
        resource.tags = [...resource.tags.filter((tag) => !replaced.has(tag.key)), ...input.tags!];
        return {};
      },
    },
    UntagResource: {
      required: ['resourceArn', 'tagKeys'],
      authorize: authorized('UntagResource'),
      handle: (input: UntagResourceCommandInput) => {
        const resource = tagged(state, input.resourceArn!);
        resource.tags = resource.tags.filter((tag) => !input.tagKeys!.includes(tag.key ?? ''));
        return {};
      },
    },
    ListTagsForResource: {
      required: ['resourceArn'],
      authorize: authorized('ListTagsForResource'),
      handle: (input: ListTagsForResourceCommandInput) => ({ tags: [...tagged(state, input.resourceArn!).tags] }),
    },
  };
}

function tagged(state: EcsState, arn: string): ClusterRecord | ServiceRecord | TaskDefinitionRecord {
  const cluster = [...state.clusters.values()].find((candidate) => candidate.arn === arn);
  const isTaskDefinition = arn.includes(':task-definition/');
  const resource = cluster ?? state.services.get(arn) ?? (isTaskDefinition ? state.findTaskDefinition(arn) : undefined);
  if (resource === undefined)
    throw new AwsError('InvalidParameterException', `The resource ${arn} could not be found.`);
  return resource;
}
