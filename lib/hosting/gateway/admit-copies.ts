import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** Gateways send copies of requests to the other environment by the test listener. */
export function admitCopies(testListener: elbv2.IApplicationListener, gateways: readonly ec2.IConnectable[]): void {
  for (const { connections } of gateways) {
    testListener.connections.allowDefaultPortFrom(connections, 'mirrored requests of the other environment');
  }
}
