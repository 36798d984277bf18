import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { LoadBalancedWay, SharedEndpoint } from '../../hosting/hosted-model';
import { DESCRIBE_KNOWS_NO_RESOURCES, FunctionNetwork, ModelFunction } from '../model-function';
import { sharedEndpointArn } from '../sagemaker-arns';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { knowTargetGroups } from './load-balancing';

/** Runs the checks: the only thing that may address the idle environment. */
export class CheckFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'route'> & {
      readonly timeout: Duration;
      /** Whether one of the checks has the gateways mirror. */
      readonly shadows: boolean;
    },
  ) {
    const { modelName, hosted } = props;
    const network = hosted.way.kind === 'endpoint' ? undefined : networkOf(scope, id, modelName, hosted.way);
    super(scope, id, {
      entry: 'check',
      modelName,
      logRetention: props.logRetention,
      description: `Checks versions of model ${modelName} before they get traffic`,
      timeout: props.timeout,
      ...(network === undefined ? {} : { network }),
    });
    props.ledger.allow(this);
    // Parity reads both sides.
    hosted.allowParity(this);
    if (hosted.way.kind === 'endpoint') this.allowInvoke(hosted.way);
    else this.allowTestListener(hosted.way);
    if (props.shadows) this.allowMirroring(modelName);
  }

  private allowTestListener(way: LoadBalancedWay): void {
    this.env(Env.TEST_ENDPOINT, way.testEndpoint);
    this.allow(
      ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroupAttributes'],
      ['*'],
      { because: DESCRIBE_KNOWS_NO_RESOURCES },
    );
    knowTargetGroups(this, way);
  }

  /** By the name of the variant, which a weight of 0 does not keep from answering. */
  private allowInvoke({ endpointName }: SharedEndpoint): void {
    this.allow(['sagemaker:InvokeEndpoint'], [sharedEndpointArn(this, endpointName)]);
    this.env(Env.ENDPOINT_NAME, endpointName);
  }

  /** Writes what the gateways mirror, and reads what they counted. */
  private allowMirroring(modelName: string): void {
    allowGatewaySettings(this, modelName);
    this.allow(['cloudwatch:GetMetricData'], ['*'], {
      because: 'GetMetricData knows no resources (CloudWatch, service authorization reference)',
    });
  }
}

/** In the VPC: nothing else may reach the test listener. */
function networkOf(scope: Construct, id: string, modelName: string, way: LoadBalancedWay): FunctionNetwork {
  const { vpc, subnets, testListener } = way;
  const securityGroup = new ec2.SecurityGroup(scope, `${id}SecurityGroup`, {
    vpc,
    description: `Checks of model ${modelName}`,
    allowAllOutbound: false,
  });
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs');
  testListener.connections.allowDefaultPortFrom(securityGroup, 'checks of the idle environment');
  return { vpc, subnets, securityGroups: [securityGroup] };
}
