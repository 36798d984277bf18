import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BlueGreenModel, GatewayProps } from '../../../lib';
import { readConfig } from '../../../lib/gateway/config/gateway-config';
import { variablesFor } from '../../gateway/support/world';
import { hosting, newApp, version } from '../../helpers/model-stack';
import { sageMakerStack } from '../../helpers/sagemaker-stack';

interface Setting {
  readonly gateway?: GatewayProps;
  /** Of a load balancer of the user's; left out, the model makes one. */
  readonly loadBalancer?: (stack: Stack, vpc: ec2.IVpc) => elbv2.IApplicationLoadBalancer;
  /** Done when the model stands. */
  readonly afterwards?: (model: BlueGreenModel) => void;
}

function synth({ gateway, loadBalancer, afterwards }: Setting): void {
  const stack = new Stack(newApp(), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const model = new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting({ gateway, vpc, loadBalancer: loadBalancer?.(stack, vpc) }),
    version: version(),
  });
  afterwards?.(model);
  Template.fromStack(stack);
}

const own =
  (idleTimeout?: Duration) =>
  (stack: Stack, vpc: ec2.IVpc): elbv2.IApplicationLoadBalancer =>
    new elbv2.ApplicationLoadBalancer(stack, 'Own', { vpc, idleTimeout });

const imported = (stack: Stack, vpc: ec2.IVpc): elbv2.IApplicationLoadBalancer =>
  elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Theirs', {
    loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/theirs/0123456789abcdef',
    loadBalancerDnsName: 'theirs.example',
    securityGroupId: 'sg-0123456789abcdef0',
    vpc,
  });

const idle = (seconds: number): GatewayProps => ({ clientIdleTimeout: Duration.seconds(seconds) });
const raise = (model: BlueGreenModel) =>
  (model.loadBalancer as elbv2.ApplicationLoadBalancer).setAttribute('idle_timeout.timeout_seconds', '120');

test.each<[string, Setting]>([
  ['the defaults', { gateway: {} }],
  ['a second more than the load balancer', { gateway: idle(61) }],
  ['more than a load balancer of the user says', { gateway: idle(31), loadBalancer: own(Duration.seconds(30)) }],
  [
    'whatever there is with an imported load balancer, which tells nothing',
    { gateway: idle(5), loadBalancer: imported },
  ],
  ['a load balancer that waits for longer, without a gateway', { afterwards: raise }],
])('idle connections may be kept for %s', (_name, setting) => {
  expect(() => synth(setting)).not.toThrow();
});

test.each<[string, Setting, string]>([
  ['as long as the load balancer keeps them', { gateway: idle(60) }, '(60 s), got 60 s; raise it'],
  ['less than the user’s does', { gateway: {}, loadBalancer: own(Duration.minutes(2)) }, '(120 s), got 75 s'],
  ['less than the user’s does by default', { gateway: idle(45), loadBalancer: own() }, '(60 s), got 45 s'],
  ['less than the model’s was told later', { gateway: {}, afterwards: raise }, '(120 s), got 75 s'],
])('fails to keep idle connections for %s', (_name, setting, text) => {
  expect(() => synth(setting)).toThrow(
    `gateway.clientIdleTimeout must be above the idle timeout of the load balancer ${text}`,
  );
});

test('fails before SageMaker endpoints too', () => {
  const stack = sageMakerStack({ hosting: { gateway: idle(60) } });
  expect(() => Template.fromStack(stack)).toThrow('gateway.clientIdleTimeout must be above');
});

describe('with protectCallers the model is given up before the load balancer gives up', () => {
  const waiting = (seconds?: number): GatewayProps => ({
    protectCallers: true,
    ...(seconds === undefined ? {} : { timeout: Duration.seconds(seconds) }),
  });

  test.each<[string, Setting]>([
    ['by default', { gateway: waiting() }],
    ['a second before', { gateway: waiting(59) }],
    ['whatever it is with an imported load balancer', { gateway: waiting(600), loadBalancer: imported }],
    ['or as late as anybody likes without', { gateway: { timeout: Duration.minutes(10) } }],
  ])('%s', (_name, setting) => {
    expect(() => synth(setting)).not.toThrow();
  });

  test.each<[string, Setting, string]>([
    ['at the same time', { gateway: waiting(60) }, '(60 s) with protectCallers, got 60 s; lower it'],
    ['later than the user’s', { gateway: waiting(), loadBalancer: own(Duration.seconds(15)) }, '(15 s) with'],
    [
      'later than the model’s was told later',
      {
        gateway: waiting(),
        afterwards: ({ loadBalancer }) =>
          (loadBalancer as elbv2.ApplicationLoadBalancer).setAttribute('idle_timeout.timeout_seconds', '20'),
      },
      '(20 s) with protectCallers, got 20 s',
    ],
  ])('fails %s', (_name, setting, text) => {
    expect(() => synth(setting)).toThrow(`gateway.timeout must be below the idle timeout of the load balancer ${text}`);
  });

  test('fails before SageMaker endpoints too', () => {
    const stack = sageMakerStack({ hosting: { gateway: waiting(60) } });
    expect(() => Template.fromStack(stack)).toThrow('gateway.timeout must be below');
  });
});

test('the default is the gateway’s own', () => {
  expect(readConfig(variablesFor(8080)).clientIdleMs).toBe(75_000);
});
