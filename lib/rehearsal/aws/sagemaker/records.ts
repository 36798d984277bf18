import type {
  CreateEndpointConfigCommandInput,
  CreateModelCommandInput,
  DeploymentConfig,
  Tag,
} from '@aws-sdk/client-sagemaker';
import { Fleet } from './fleet';

/** What the emulated SageMaker keeps. Members that nothing changes are readonly. */
export interface ModelRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly settings: Omit<CreateModelCommandInput, 'Tags'>;
  tags: readonly Tag[];
}

export interface EndpointConfigRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly settings: Omit<CreateEndpointConfigCommandInput, 'Tags'>;
  tags: readonly Tag[];
}

/** The statuses that this emulator knows; OutOfService, SystemUpdating and UpdateRollbackFailed never come up. */
export type EndpointStatus = 'Creating' | 'Updating' | 'RollingBack' | 'InService' | 'Deleting' | 'Failed';

export interface EndpointRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  modifiedAt: Date;
  status: EndpointStatus;
  /** Of the last deployment, when it failed: also shown by an endpoint that went back to its old configuration. */
  failureReason?: string;
  /** The configuration that is shown: the wanted one only while nothing is live yet. */
  configName: string;
  /** The instances that the configuration shown stands for; undefined until the first deployment succeeded. */
  live?: Fleet;
  /** The new instances of a deployment in progress. */
  pending?: Fleet;
  /** The instances that get requests. */
  serving?: Fleet;
  lastDeployment?: DeploymentConfig;
  tags: readonly Tag[];
}

/** Statuses in which nothing about the endpoint may be changed, deleting included. */
const IN_PROGRESS: readonly EndpointStatus[] = ['Creating', 'Updating', 'RollingBack', 'Deleting'];

export function isInProgress({ status }: EndpointRecord): boolean {
  return IN_PROGRESS.includes(status);
}
