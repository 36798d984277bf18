import { DeregisterTaskDefinitionCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { ENVIRONMENTS, Names } from '../../contract';
import { ScalableTarget } from '../shared/scalable-target';
import { AutoScaling } from '../shared/scaled-resource';
import { describeTaskDefinition, Ecs, registerCopy } from '../shared/task-definition';

/** Gives each family without an ACTIVE revision a copy of the candidate: a service can't be created on an empty family. */
export async function seedFamilies(ecs: Ecs, modelName: string, candidateArn: string): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const family = Names.family(modelName, environment);
    if ((await describeTaskDefinition(ecs, family)) !== undefined) continue;
    const candidate = await describeTaskDefinition(ecs, candidateArn);
    if (candidate === undefined) {
      throw new Error(`candidate task definition must be ACTIVE, got none at ${candidateArn}; deploy the stack again`);
    }
    await registerCopy(ecs, candidate.definition, { family, tags: [], environment });
  }
}

/**
 * Throws when an environment runs tasks without the container that its service is about to put behind the load balancer: ECS would
 * refuse that, in the middle of the deploy.
 */
export async function requireTarget(ecs: Ecs, modelName: string, container: string): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const running = await describeTaskDefinition(ecs, Names.family(modelName, environment));
    const names = running?.definition.containerDefinitions?.map(({ name }) => name) ?? [container];
    if (names.includes(container)) continue;
    throw new Error(
      `the tasks of ${environment} must have the container "${container}" behind the load balancer, got ${names.join(', ')}; ` +
        'a deployed model can not be given a gateway or lose it: undo the change, or make a model of another name beside it',
    );
  }
}

/** Removes what releases made outside the template. Runs after the services are gone; harmless when repeated. */
export async function cleanUp(
  clients: { ecs: Ecs; autoScaling: AutoScaling },
  modelName: string,
  cluster: string,
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    await new ScalableTarget(clients.autoScaling, cluster, modelName, environment).remove();
    await deregisterFamily(clients.ecs, Names.family(modelName, environment));
  }
}

async function deregisterFamily(ecs: Ecs, family: string): Promise<void> {
  // From the front every time: a page token is not good any more once its revisions are deregistered.
  for (;;) {
    const { taskDefinitionArns = [] } = await ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix: family, status: 'ACTIVE' }),
    );
    if (taskDefinitionArns.length === 0) return;
    for (const taskDefinition of taskDefinitionArns) {
      await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    }
  }
}
