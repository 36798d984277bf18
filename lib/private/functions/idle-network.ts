import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { LoadBalancedWay, SharedEndpoint } from '../../hosting/hosted-model';
import { FunctionNetwork, ModelFunction } from '../model-function';
import { sharedEndpointArn } from '../sagemaker-arns';

type Way = LoadBalancedWay | SharedEndpoint;

/** Where a function runs that addresses an environment: in the VPC, because nothing else may reach the test listener. */
export function networkTo(
  way: Way,
  scope: Construct,
  id: string,
  description: string,
): { readonly network?: FunctionNetwork } {
  if (way.kind === 'endpoint') return {};
  const { vpc, subnets, testListener } = way;
  const securityGroup = new ec2.SecurityGroup(scope, `${id}SecurityGroup`, {
    vpc,
    description,
    allowAllOutbound: false,
  });
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs');
  testListener.connections.allowDefaultPortFrom(securityGroup, 'checks of the idle environment');
  return { network: { vpc, subnets, securityGroups: [securityGroup] } };
}

/** Lets a function address environments: by the test listener, or by the name of the variant, which a weight of 0 does not keep from answering. */
export function allowRequests(fn: ModelFunction, way: Way): void {
  if (way.kind === 'load-balancer') {
    fn.env(Env.TEST_ENDPOINT, way.testEndpoint);
    return;
  }
  fn.allow(['sagemaker:InvokeEndpoint'], [sharedEndpointArn(fn, way.endpointName)]);
  fn.env(Env.ENDPOINT_NAME, way.endpointName);
}
