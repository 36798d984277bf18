import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { EnvironmentName, Names, otherEnvironment, ParitySpec, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { parityVerdict } from '../../core/parity';
import { describeTaskDefinition } from '../shared/task-definition';
import { alarmConfiguration } from './alarm-configuration';
import { configurationOf, EnvironmentDescription } from './configuration';
import { CheckContext } from './context';
import { describeGroup } from './target-group';

/**
 * Compares what the idle environment runs with what the live one runs. On the first release there is no version to compare
 * the tasks with; services and target groups exist all the same and are compared.
 */
export async function checkParity(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  spec: ParitySpec,
): Promise<Verdict> {
  const idle = release.environment;
  const liveTask = ledger.live?.copyArn;
  const [idleDescription, liveDescription, idleAlarms, liveAlarms] = await Promise.all([
    describe(context, idle, liveTask === undefined ? undefined : release.copyArn),
    describe(context, otherEnvironment(idle), liveTask),
    alarmConfiguration(context, idle),
    alarmConfiguration(context, otherEnvironment(idle)),
  ]);
  if (idleDescription === undefined || liveDescription === undefined) {
    const reason = 'a service, target group or task definition of an environment could not be described';
    return { check: spec.name, status: 'INSUFFICIENT_DATA', reason, evidence: {} };
  }
  const live = { ...configurationOf(liveDescription), ...liveAlarms };
  const own = { ...configurationOf(idleDescription), ...idleAlarms };
  return parityVerdict(spec, idle, live, own, liveTask === undefined);
}

async function describe(
  context: CheckContext,
  environment: EnvironmentName,
  taskDefinitionArn: string | undefined,
): Promise<EnvironmentDescription | undefined> {
  const { ecs, cluster, store } = context;
  const [{ services = [] }, group, task] = await Promise.all([
    ecs.send(
      new DescribeServicesCommand({ cluster: cluster(), services: [Names.service(store.modelName, environment)] }),
    ),
    describeGroup(context, environment),
    taskDefinitionArn === undefined ? undefined : describeTaskDefinition(ecs, taskDefinitionArn),
  ]);
  const [service] = services;
  if (service === undefined || group === undefined) return undefined;
  if (taskDefinitionArn === undefined) return { service, group };
  return task === undefined ? undefined : { service, group, taskDefinition: task.definition };
}
