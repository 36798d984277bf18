import { DeployError } from '../deploy-error';
import { camelCase } from './camel-case';
import { retagEcs } from './ecs-tags';
import { unlessGone } from './gone';
import { PartialCreation, Properties, ResourceContext, ResourceInstance, ResourceProvider } from './provider';

/** Time between two looks at a service that is starting. */
const LOOK_INTERVAL_MS = 10_000;
/** CloudFormation gives a service three hours to become stable (CloudFormation troubleshooting guide). */
const STABILIZATION_MS = 3 * 60 * 60 * 1000;
const NAME_LENGTH = 255;

/** Properties that UpdateService does not take. */
const ONLY_AT_CREATION = ['Cluster', 'DeploymentController', 'LaunchType', 'SchedulingStrategy', 'ServiceName'];

/**
 * A service. An update sends every property that the template gives: a bare family as `TaskDefinition` resolves to whatever
 * revision is the latest ACTIVE one then; a `DesiredCount` that the template omits is not sent (aws-facts §1.2).
 */
export const ecsService: ResourceProvider = {
  properties: {
    update: [
      'CapacityProviderStrategy',
      'DeploymentConfiguration',
      'DesiredCount',
      'EnableECSManagedTags',
      'EnableExecuteCommand',
      'HealthCheckGracePeriodSeconds',
      'LoadBalancers',
      'NetworkConfiguration',
      'PlatformVersion',
      'PropagateTags',
      'Tags',
      'TaskDefinition',
      'AvailabilityZoneRebalancing',
    ],
    replace: ONLY_AT_CREATION,
    others: 'refuse',
  },
  attributes: ['Name', 'ServiceArn'],
  async create(properties, context) {
    const serviceName: string = properties.ServiceName ?? context.physicalName(NAME_LENGTH);
    const input = camelCase(properties);
    const { service } = await context.account.call('ecs', 'CreateService', { ...input, serviceName });
    const instance: ResourceInstance = {
      physicalId: service.serviceArn,
      attributes: { Name: serviceName, ServiceArn: service.serviceArn },
    };
    try {
      await untilStable(instance, properties, primaryDeployment(service).id, context);
    } catch (error) {
      throw new PartialCreation(error instanceof Error ? error.message : String(error), instance);
    }
    return instance;
  },
  async update(instance, properties, previous, context) {
    const changeable = Object.entries(properties).filter(
      ([name]) => !ONLY_AT_CREATION.includes(name) && name !== 'Tags',
    );
    const { service } = await context.account.call('ecs', 'UpdateService', {
      ...camelCase(Object.fromEntries(changeable)),
      cluster: properties.Cluster,
      service: instance.physicalId,
    });
    await retagEcs(instance.physicalId, properties, previous, context);
    await untilStable(instance, properties, primaryDeployment(service).id, context);
    return instance;
  },
  async delete({ physicalId }, { Cluster }, { account }) {
    await unlessGone(
      account.call('ecs', 'DeleteService', { cluster: Cluster, service: physicalId, force: true }),
      'ServiceNotFoundException',
      'ServiceNotActiveException',
      'ClusterNotFoundException',
    );
    await untilDrained(physicalId, Cluster, account);
  },
};

interface Deployment {
  readonly id: string;
  readonly status: string;
  readonly rolloutState: string;
  readonly rolloutStateReason?: string;
}

async function untilStable(
  { physicalId }: ResourceInstance,
  { Cluster }: Properties,
  deploymentId: string,
  { account }: ResourceContext,
): Promise<void> {
  const deadline = account.clock.now() + STABILIZATION_MS;
  while (account.clock.now() < deadline) {
    const service = await describe(physicalId, Cluster, account);
    const own = service.deployments.find((deployment) => deployment.id === deploymentId);
    if (own === undefined || own.rolloutState === 'FAILED' || own.status !== 'PRIMARY') {
      throw new DeployError(
        `ECS Deployment Circuit Breaker was triggered: ${own?.rolloutStateReason ?? 'rolled back'}`,
      );
    }
    if (own.rolloutState === 'COMPLETED' && service.runningCount === service.desiredCount) return;
    await account.clock.sleep(LOOK_INTERVAL_MS);
  }
  throw new DeployError(`Service ${physicalId} did not stabilize`);
}

async function untilDrained(arn: string, cluster: unknown, account: ResourceContext['account']): Promise<void> {
  for (;;) {
    const { services } = await account.call('ecs', 'DescribeServices', { cluster, services: [arn] });
    if (services.length === 0 || services[0].status === 'INACTIVE') return;
    await account.clock.sleep(LOOK_INTERVAL_MS);
  }
}

async function describe(
  arn: string,
  cluster: unknown,
  account: ResourceContext['account'],
): Promise<{ deployments: readonly Deployment[]; runningCount: number; desiredCount: number }> {
  const { services } = await account.call('ecs', 'DescribeServices', { cluster, services: [arn] });
  if (services.length === 0) throw new DeployError(`service ${arn} disappeared while it was starting`);
  return services[0];
}

function primaryDeployment(service: { deployments: readonly Deployment[] }): Deployment {
  return service.deployments.find((deployment) => deployment.status === 'PRIMARY')!;
}
