import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { GatewayEnv } from '../../../contract/gateway';
import { AwsError } from '../service';
import { ServiceSettings } from './records';

/** Which containers of a task definition the rehearsal runs. */
export interface TaskContainers {
  /** The one that serves the model, and its port; undefined when the model is served outside of the task. */
  readonly model: { readonly container: ContainerDefinition; readonly port: number } | undefined;
  readonly gateways: readonly ContainerDefinition[];
}

/**
 * Sorts the containers of a task: gateways are known by the program that they come with, the model's container is the other one
 * behind the load balancer, or else the first other essential one with a port. There is no registry: any other essential
 * container can't be run, and a task without it would be another task, so it is refused with 501. Those that are not essential
 * are left out.
 */
export function taskContainers(
  { containerDefinitions = [] }: TaskDefinition,
  { loadBalancers }: Pick<ServiceSettings, 'loadBalancers'>,
): TaskContainers {
  const gateways = containerDefinitions.filter(isGateway);
  gateways.forEach(requireNode);
  const others = containerDefinitions.filter((container) => !isGateway(container));
  const behind = loadBalancers.find(({ containerName }) => others.some(({ name }) => name === containerName));
  const model =
    others.find(({ name }) => behind !== undefined && name === behind.containerName) ??
    others.find((container) => isEssential(container) && portOf(container) !== undefined);
  refuse(others.filter((container) => container !== model && isEssential(container)));
  if (model === undefined && gateways.length === 0) {
    throw new AwsError('NotImplemented', 'the rehearsal starts only tasks with a container port', 501);
  }
  if (model === undefined) return { model, gateways };
  const port = behind?.containerPort ?? portOf(model);
  return { model: { container: model, port: port! }, gateways };
}

/** Environment of a container as it is declared; secrets are not resolved, because the rehearsal has no secret store. */
export function declaredEnvironment({ environment = [] }: ContainerDefinition): Record<string, string> {
  return Object.fromEntries(environment.map(({ name, value }) => [name!, value ?? '']));
}

/** Entry point and command of a container, which replace those of its image. */
export function declaredCommand({ entryPoint = [], command = [] }: ContainerDefinition): readonly string[] {
  return [...entryPoint, ...command];
}

function isGateway({ environment = [] }: ContainerDefinition): boolean {
  return environment.some(({ name }) => name === GatewayEnv.CODE);
}

function requireNode(container: ContainerDefinition): void {
  const [program] = declaredCommand(container);
  if (program === 'node') return;
  throw new AwsError(
    'NotImplemented',
    `the rehearsal runs gateways that are started by node, container ${container.name ?? ''} is started by ${program ?? 'its image'}`,
    501,
  );
}

function refuse(unknown: readonly ContainerDefinition[]): void {
  if (unknown.length === 0) return;
  const names = unknown.map(({ name }) => name).join(', ');
  throw new AwsError(
    'NotImplemented',
    `the rehearsal has no images: it runs one model container of a task and gateways, not the essential container ${names}; make it not essential to rehearse without it`,
    501,
  );
}

function isEssential({ essential }: ContainerDefinition): boolean {
  return essential !== false;
}

function portOf({ portMappings = [] }: ContainerDefinition): number | undefined {
  return portMappings[0]?.containerPort;
}
