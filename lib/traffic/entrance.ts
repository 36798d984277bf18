import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';
import { logAccess } from './access-logs';

/** What the user has already of the way into the model. */
export interface EntranceProps {
  readonly vpc: ec2.IVpc;
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
  readonly listener?: elbv2.IApplicationListener;
  readonly certificate?: elbv2.IListenerCertificate;
  readonly testPort: number;
}

/** The way into the model: a load balancer with a production and a test listener. */
export interface Entrance {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly productionListener: elbv2.IApplicationListener;
  readonly testListener: elbv2.ApplicationListener;
  readonly testEndpoint: string;
}

/** Port of the test listener unless another one is given. */
export const DEFAULT_TEST_PORT = 9001;

/** Port that production traffic comes in by; undefined when a listener of the user's does not tell it at synth. */
export function productionPort({
  listener,
  certificate,
}: Pick<EntranceProps, 'listener' | 'certificate'>): number | undefined {
  if (listener === undefined) return certificate === undefined ? 80 : 443;
  // An imported listener has it nowhere else; a token's or a range's text is no number.
  const port = Number(listener.connections.defaultPort?.toString());
  return Number.isNaN(port) ? undefined : port;
}

export function entrance(scope: Construct, props: EntranceProps): Entrance {
  const loadBalancer = props.loadBalancer ?? newLoadBalancer(scope, props.vpc);
  const productionListener = props.listener ?? newProductionListener(scope, loadBalancer, props);
  const testListener = new elbv2.ApplicationListener(scope, 'TestListener', {
    loadBalancer,
    port: props.testPort,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false, // the check function admits itself
    defaultAction: notFound('no environment is selected'),
  });
  const testEndpoint = `http://${loadBalancer.loadBalancerDnsName}:${props.testPort}`;
  return { loadBalancer, productionListener, testListener, testEndpoint };
}

function newLoadBalancer(scope: Construct, vpc: ec2.IVpc): elbv2.ApplicationLoadBalancer {
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing: false,
    dropInvalidHeaderFields: true,
  });
  logAccess(scope, loadBalancer);
  return loadBalancer;
}

function newProductionListener(
  scope: Construct,
  loadBalancer: elbv2.IApplicationLoadBalancer,
  { vpc, certificate }: EntranceProps,
): elbv2.ApplicationListener {
  const listener = new elbv2.ApplicationListener(scope, 'ProductionListener', {
    loadBalancer,
    open: false,
    port: productionPort({ certificate }),
    ...(certificate === undefined
      ? { protocol: elbv2.ApplicationProtocol.HTTP }
      : {
          protocol: elbv2.ApplicationProtocol.HTTPS,
          certificates: [certificate],
          sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
        }),
    defaultAction: notFound('no model is at this address'),
  });
  acknowledge(loadBalancer, 'EC23', 'It admits the range of its own VPC, which the rule can not read from a reference');
  listener.connections.allowDefaultPortFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), 'callers in the VPC');
  return listener;
}

/** A fixed answer: the listener's default action never changes, so no update of the listener moves traffic. */
function notFound(messageBody: string): elbv2.ListenerAction {
  return elbv2.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody });
}
