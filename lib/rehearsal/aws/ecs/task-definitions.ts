import type {
  DeregisterTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandInput,
  ListTaskDefinitionsCommandInput,
  RegisterTaskDefinitionCommandInput,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { AwsError, CallContext, Operation } from '../service';
import { ecsArn } from './arns';
import { EcsFaults } from './faults';
import { onAll, onRegistration } from './permissions';
import { TaskDefinitionRecord } from './records';
import { EcsState } from './state';
import { resolveTaskDefinition } from './task-definition-validation';

/** Operations on task definitions. */
export function taskDefinitionOperations(state: EcsState, faults: EcsFaults): Record<string, Operation> {
  return {
    RegisterTaskDefinition: {
      required: ['family', 'containerDefinitions'],
      authorize: (input: RegisterTaskDefinitionCommandInput, context) =>
        onRegistration(
          context,
          input.family!,
          [input.taskRoleArn, input.executionRoleArn],
          (input.tags ?? []).length > 0,
        ),
      handle: (input: RegisterTaskDefinitionCommandInput, context) => {
        const record = register(state, faults.alterRegisteredTaskDefinition?.(input) ?? input, context);
        return { taskDefinition: describe(record), tags: [...record.tags] };
      },
    },
    DescribeTaskDefinition: {
      required: ['taskDefinition'],
      authorize: onAll('DescribeTaskDefinition'),
      handle: (input: DescribeTaskDefinitionCommandInput) => {
        const record = state.findTaskDefinition(input.taskDefinition!);
        if (record === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
        const tags = (input.include ?? []).includes('TAGS') ? { tags: [...record.tags] } : {};
        return { taskDefinition: describe(record), ...tags };
      },
    },
    ListTaskDefinitions: {
      authorize: onAll('ListTaskDefinitions'),
      handle: (input: ListTaskDefinitionsCommandInput) => list(state, input),
    },
    DeregisterTaskDefinition: {
      required: ['taskDefinition'],
      authorize: onAll('DeregisterTaskDefinition'),
      handle: (input: DeregisterTaskDefinitionCommandInput, context) => {
        const record = deregister(state, input.taskDefinition!, new Date(context.clock.now()));
        return { taskDefinition: describe(record) };
      },
    },
  };
}

function register(
  state: EcsState,
  input: RegisterTaskDefinitionCommandInput,
  context: CallContext,
): TaskDefinitionRecord {
  const definition = resolveTaskDefinition(input);
  const family = definition.family!;
  const revisions = state.families.get(family) ?? [];
  const revision = revisions.length + 1;
  const record: TaskDefinitionRecord = {
    arn: ecsArn(context, `task-definition/${family}:${revision}`),
    family,
    revision,
    status: 'ACTIVE',
    definition,
    registeredAt: new Date(context.clock.now()),
    tags: structuredClone(input.tags ?? []),
  };
  state.families.set(family, [...revisions, record]);
  return record;
}

/**
 * Marks a revision INACTIVE at once. AWS may take up to 10 min until the restrictions on it hold (API reference). Its
 * services go on, and may scale.
 */
function deregister(state: EcsState, reference: string, now: Date): TaskDefinitionRecord {
  if (!/:\d+$/.test(reference)) {
    throw new AwsError(
      'InvalidParameterException',
      'Task definition must be identified by family and revision, or ARN.',
    );
  }
  const record = state.findTaskDefinition(reference);
  if (record === undefined) throw new AwsError('ClientException', 'The specified task definition does not exist.');
  if (record.status === 'INACTIVE') throw new AwsError('ClientException', 'The specified task definition is inactive.');
  record.status = 'INACTIVE';
  record.deregisteredAt = now;
  return record;
}

function list(state: EcsState, input: ListTaskDefinitionsCommandInput): object {
  const status = input.status ?? 'ACTIVE';
  const families = [...state.families.keys()].sort();
  const chosen = input.familyPrefix === undefined ? families : families.filter((name) => name === input.familyPrefix);
  const arns = chosen
    .flatMap((family) => state.families.get(family) ?? [])
    .filter((record) => record.status === status)
    .map((record) => record.arn);
  if (input.sort === 'DESC') arns.reverse();
  const first = Number(input.nextToken ?? '0');
  const end = first + (input.maxResults ?? 100);
  return {
    taskDefinitionArns: arns.slice(first, end),
    ...(end < arns.length ? { nextToken: String(end) } : {}),
  };
}

function describe(record: TaskDefinitionRecord): TaskDefinition {
  return {
    ...structuredClone(record.definition),
    taskDefinitionArn: record.arn,
    family: record.family,
    revision: record.revision,
    status: record.status,
    registeredAt: record.registeredAt,
    ...(record.deregisteredAt === undefined ? {} : { deregisteredAt: record.deregisteredAt }),
  };
}
