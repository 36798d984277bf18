import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { knowTargetGroups } from './load-balancing';

/** Runs the checks, in the VPC: the only thing that may reach the test listener. */
export class CheckFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'ruleArn'> & {
      readonly timeout: Duration;
      /** Whether one of the checks has the gateways mirror. */
      readonly shadows: boolean;
    },
  ) {
    const { vpc, subnets, testListener, testEndpoint } = props.hosted;
    const securityGroup = new ec2.SecurityGroup(scope, `${id}SecurityGroup`, {
      vpc,
      description: `Checks of model ${props.modelName}`,
      allowAllOutbound: false,
    });
    super(scope, id, {
      entry: 'check',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Checks versions of model ${props.modelName} before they get traffic`,
      timeout: props.timeout,
      network: { vpc, subnets, securityGroups: [securityGroup] },
    });
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs');
    testListener.connections.allowDefaultPortFrom(securityGroup, 'checks of the idle environment');
    this.env(Env.TEST_ENDPOINT, testEndpoint);
    props.ledger.allow(this);
    // Parity reads both sides.
    props.hosted.allowParity(this);
    this.allow(
      ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroupAttributes'],
      ['*'],
      { because: DESCRIBE_KNOWS_NO_RESOURCES },
    );
    knowTargetGroups(this, props.hosted);
    if (props.shadows) this.allowMirroring(props.modelName);
  }

  /** Writes what the gateways mirror, and reads what they counted. */
  private allowMirroring(modelName: string): void {
    allowGatewaySettings(this, modelName);
    this.allow(['cloudwatch:GetMetricData'], ['*'], {
      because: 'GetMetricData knows no resources (CloudWatch, service authorization reference)',
    });
  }
}
