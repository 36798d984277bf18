import {
  ContainerDefinition,
  DescribeTaskDefinitionCommand,
  ECSClient,
  KeyValuePair,
  RegisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommandInput,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { EnvironmentName, GATEWAY_CONTAINER, GatewayEnv, MODEL_CONTAINER } from '../../contract';
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

/** What is different in a copy of a revision. */
export interface TaskDefinitionCopy {
  readonly family: string;
  readonly tags: readonly Tag[];
  /** Whose traffic the copy takes, for the gateways in it. */
  readonly environment: EnvironmentName;
  /** Of the model; the original's when absent. */
  readonly version?: string;
  /** Of the model's container; the original's when absent or empty. */
  readonly image?: string;
}

/** Registers a copy of a revision in another family. Answers the new ARN. */
export async function registerCopy(ecs: Ecs, original: TaskDefinition, copy: TaskDefinitionCopy): Promise<string> {
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(copyInput(original, copy)));
  if (taskDefinition?.taskDefinitionArn === undefined)
    throw new Error(`ECS registered no revision of family ${copy.family}`);
  return taskDefinition.taskDefinitionArn;
}

/** Only what RegisterTaskDefinition accepts: a described revision also has an ARN, a status and computed members. */
function copyInput(original: TaskDefinition, copy: TaskDefinitionCopy): RegisterTaskDefinitionCommandInput {
  return {
    family: copy.family,
    containerDefinitions: original.containerDefinitions?.map((container) => copyOf(container, copy)) ?? [],
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

function copyOf(container: ContainerDefinition, copy: TaskDefinitionCopy): ContainerDefinition {
  if (container.name === MODEL_CONTAINER) {
    return copy.image === undefined || copy.image === '' ? container : { ...container, image: copy.image };
  }
  if (container.name !== GATEWAY_CONTAINER) return container;
  return { ...container, environment: container.environment?.map((variable) => gatewayVariable(variable, copy)) };
}

/** The dimensions of a gateway's metrics. */
function gatewayVariable(variable: KeyValuePair, { environment, version }: TaskDefinitionCopy): KeyValuePair {
  switch (variable.name) {
    case GatewayEnv.ENVIRONMENT:
      return { ...variable, value: environment };
    case GatewayEnv.VERSION:
      return { ...variable, value: version ?? variable.value };
    default:
      return variable;
  }
}
