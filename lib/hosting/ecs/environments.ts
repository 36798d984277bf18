import { CfnResource, CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomResourceType, EcsEnvironmentsProperties } from '../../contract/index';
import { EcsEnvironmentsFunction } from '../../private/functions/ecs-environments-function';
import { HostingContext } from '../hosted-model';
import { EcsCandidate } from './candidate';

/** Gives both families a revision before their services are created, and removes what releases made when the stack goes. */
export function ecsEnvironments(
  scope: Construct,
  context: HostingContext,
  props: {
    readonly candidate: EcsCandidate;
    readonly target: { readonly containerName: string };
    readonly clusterName: string;
  },
): CfnResource {
  const handler = new EcsEnvironmentsFunction(scope, 'EnvironmentsFunction', { ...context, ...props });
  const properties: EcsEnvironmentsProperties = {
    CandidateTaskDefinitionArn: props.candidate.arn,
    Cluster: props.clusterName,
    TargetContainer: props.target.containerName,
  };
  const resource = new CustomResource(scope, 'Environments', {
    resourceType: CustomResourceType.ECS_ENVIRONMENTS,
    serviceToken: handler.function.functionArn,
    properties,
  });
  return resource.node.defaultChild as CfnResource;
}
