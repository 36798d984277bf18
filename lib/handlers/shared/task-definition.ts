import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommandInput,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { unless } from './errors';

export type Ecs = Pick<ECSClient, 'send'>;

/** Tag of a revision that a release registered: its release id. */
export const RELEASE_TAG = 'bluegreen:release';

/** A revision with the tags that say who registered it. */
export interface TaggedTaskDefinition {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly releaseId: string | undefined;
}

/**
 * A revision by its ARN, or the latest ACTIVE one of a family by the bare family name. Undefined when the family has none
 * (ECS answers ClientException).
 */
export async function describeTaskDefinition(ecs: Ecs, arnOrFamily: string): Promise<TaggedTaskDefinition | undefined> {
  const answer = await unless(
    ['ClientException'],
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arnOrFamily, include: ['TAGS'] })),
  );
  const definition = answer?.taskDefinition;
  if (definition?.taskDefinitionArn === undefined) return undefined;
  const releaseId = answer?.tags?.find(({ key }) => key === RELEASE_TAG)?.value;
  return { arn: definition.taskDefinitionArn, definition, releaseId };
}

/** Registers a copy of a revision in another family; `image` replaces that of `containerName`. Answers the new ARN. */
export async function registerCopy(
  ecs: Ecs,
  original: TaskDefinition,
  copy: {
    readonly family: string;
    readonly tags: readonly Tag[];
    readonly containerName?: string;
    readonly image?: string;
  },
): Promise<string> {
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(copyInput(original, copy)));
  if (taskDefinition?.taskDefinitionArn === undefined)
    throw new Error(`ECS registered no revision of family ${copy.family}`);
  return taskDefinition.taskDefinitionArn;
}

/** Only what RegisterTaskDefinition accepts: a described revision also has an ARN, a status and computed members. */
function copyInput(
  original: TaskDefinition,
  copy: Parameters<typeof registerCopy>[2],
): RegisterTaskDefinitionCommandInput {
  const containers = (original.containerDefinitions ?? []).map((container) =>
    container.name === copy.containerName && copy.image !== undefined && copy.image !== ''
      ? { ...container, image: copy.image }
      : container,
  );
  return {
    family: copy.family,
    containerDefinitions: containers,
    taskRoleArn: original.taskRoleArn,
    executionRoleArn: original.executionRoleArn,
    networkMode: original.networkMode,
    volumes: original.volumes,
    placementConstraints: original.placementConstraints,
    requiresCompatibilities: original.requiresCompatibilities,
    cpu: original.cpu,
    memory: original.memory,
    pidMode: original.pidMode,
    ipcMode: original.ipcMode,
    proxyConfiguration: original.proxyConfiguration,
    ephemeralStorage: original.ephemeralStorage,
    runtimePlatform: original.runtimePlatform,
    enableFaultInjection: original.enableFaultInjection,
    // RegisterTaskDefinition refuses an empty list of tags (inference), so it is left out.
    ...(copy.tags.length === 0 ? {} : { tags: [...copy.tags] }),
  };
}
