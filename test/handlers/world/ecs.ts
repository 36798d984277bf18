import { EnvironmentName } from '../../../lib/contract';
import { awsError, Operations } from './calls';

interface Revision {
  readonly arn: string;
  readonly family: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly input: any;
}

interface FakeService {
  /** Tasks of an earlier revision that still run. */
  olderTasks?: number;
  taskDefinition: string;
  desiredCount: number;
  /** Deployment that DescribeServices shows as PRIMARY. */
  runningCount: number;
  rolloutState: string;
}

/** Task definitions, the two services and their scalable targets, in memory. */
export class FakeEcs {
  readonly revisions: Revision[] = [];
  readonly services: Record<string, FakeService> = {};
  readonly scalableTargets: Record<string, any> = {};
  readonly policies: Record<string, any> = {};

  constructor(private readonly modelName: string) {
    this.register({
      family: `${modelName}-candidate`,
      containerDefinitions: [{ name: 'model', image: 'repo/model:candidate' }],
    });
    for (const environment of ['blue', 'green'] as const) {
      const taskDefinition = this.register({
        family: `${modelName}-${environment}`,
        containerDefinitions: [{ name: 'model', image: 'repo/model:seed' }],
      });
      this.services[`${modelName}-${environment}`] = {
        taskDefinition,
        desiredCount: 2,
        runningCount: 2,
        rolloutState: 'COMPLETED',
      };
    }
  }

  register(input: any): string {
    const revision = this.revisions.filter(({ family }) => family === input.family).length + 1;
    const arn = `arn:task-definition/${input.family}:${revision}`;
    this.revisions.push({ arn, family: input.family, status: 'ACTIVE', input });
    return arn;
  }

  service(environment: EnvironmentName): FakeService {
    return this.services[`${this.modelName}-${environment}`];
  }

  /** Latest ACTIVE revision of a family, or the revision with this ARN. */
  find(name: string): Revision | undefined {
    return name.startsWith('arn:')
      ? this.revisions.find(({ arn }) => arn === name)
      : this.revisions.filter(({ family, status }) => family === name && status === 'ACTIVE').at(-1);
  }

  activeIn(family: string): string[] {
    return this.revisions
      .filter((revision) => revision.family === family && revision.status === 'ACTIVE')
      .map(({ arn }) => arn);
  }

  readonly operations: Operations = {
    DescribeTaskDefinition: ({ taskDefinition }) => {
      const revision = this.find(taskDefinition);
      if (revision === undefined) throw awsError('ClientException', 'Unable to describe task definition.');
      const { tags, ...definition } = revision.input;
      return {
        taskDefinition: { ...definition, taskDefinitionArn: revision.arn, status: revision.status, revision: 1 },
        tags,
      };
    },
    RegisterTaskDefinition: (input) => ({ taskDefinition: { taskDefinitionArn: this.register(input) } }),
    DeregisterTaskDefinition: ({ taskDefinition }) => {
      const revision = this.find(taskDefinition);
      if (revision !== undefined) revision.status = 'INACTIVE';
      return {};
    },
    ListTaskDefinitions: ({ familyPrefix }) => ({ taskDefinitionArns: this.activeIn(familyPrefix) }),
    DescribeServices: ({ services }) => ({
      services: services.flatMap((name: string) => {
        const service = this.services[name];
        if (service === undefined) return [];
        const deployment = { status: 'PRIMARY', ...service };
        return [
          {
            status: 'ACTIVE',
            taskDefinition: service.taskDefinition,
            desiredCount: service.desiredCount,
            deployments: [
              deployment,
              ...(service.olderTasks === undefined ? [] : [{ status: 'ACTIVE', runningCount: service.olderTasks }]),
            ],
            loadBalancers: [{ containerName: 'model', containerPort: 8080 }],
          },
        ];
      }),
    }),
    UpdateService: ({ service, taskDefinition, desiredCount }) => {
      const known = this.services[service];
      if (taskDefinition !== undefined) {
        const revision = this.find(taskDefinition);
        if (revision?.status !== 'ACTIVE') throw awsError('ClientException', 'TaskDefinition is inactive');
        known.taskDefinition = revision.arn;
      }
      known.desiredCount = desiredCount;
      known.runningCount = desiredCount;
      return {};
    },
  };

  readonly scalingOperations: Operations = {
    RegisterScalableTarget: (input) => ((this.scalableTargets[input.ResourceId] = input), {}),
    PutScalingPolicy: (input) => ((this.policies[input.PolicyName] = input), {}),
    DeregisterScalableTarget: ({ ResourceId }) => {
      if (this.scalableTargets[ResourceId] === undefined) throw awsError('ObjectNotFoundException');
      delete this.scalableTargets[ResourceId];
      return {};
    },
  };
}
