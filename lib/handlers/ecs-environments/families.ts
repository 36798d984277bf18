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
    await registerCopy(ecs, candidate.definition, { family, tags: [] });
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
