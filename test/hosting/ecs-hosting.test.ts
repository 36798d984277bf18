import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { BlueGreenModel, EcsHostingProps } from '../../lib';
import { hosting, modelTemplate, newApp, propertiesOf, version } from '../helpers/model-stack';

const template = modelTemplate();

/** The template of a model whose hosting is made in the same stack. */
function templateWith(make: (stack: Stack) => Partial<EcsHostingProps>): Template {
  const stack = new Stack(newApp(), 'Stack');
  new BlueGreenModel(stack, 'Model', { modelName: 'fraud', hosting: hosting(make(stack)), version: version() });
  return Template.fromStack(stack);
}

describe('by default', () => {
  test('both environments are the same, but for their names', () => {
    const [blue, green] = ['blue', 'green'].map((environment) => {
      const services = Object.values(template.findResources('AWS::ECS::Service'));
      const found = services.find(({ Properties }) => Properties.ServiceName === `fraud-${environment}`);
      return JSON.parse(JSON.stringify(found?.Properties).replaceAll(environment, 'X')) as Record<string, any>;
    });
    blue.LoadBalancers[0].TargetGroupArn = green.LoadBalancers[0].TargetGroupArn = 'X';
    expect(blue).toEqual(green);
    const [first, second] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
    expect(first.Properties).toEqual(second.Properties);
  });

  test('tasks run in private subnets, replace themselves safely and are watched by a circuit breaker', () => {
    const { NetworkConfiguration, DeploymentConfiguration } = propertiesOf(template, 'AWS::ECS::Service', 'blue');
    expect(NetworkConfiguration.AwsvpcConfiguration).toMatchObject({ AssignPublicIp: 'DISABLED' });
    expect(JSON.stringify(NetworkConfiguration.AwsvpcConfiguration.Subnets)).toMatch(/PrivateSubnet1.*PrivateSubnet2/);
    expect(DeploymentConfiguration).toMatchObject({
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  });

  test('an empty environment takes the load balancer out of no DNS, and no cookie holds a caller', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'))) {
      expect(Properties.TargetGroupAttributes).toEqual(
        expect.arrayContaining([
          { Key: 'target_group_health.dns_failover.minimum_healthy_targets.count', Value: 'off' },
          { Key: 'stickiness.enabled', Value: 'false' },
          { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
        ]),
      );
    }
  });

  test('the candidate has a family of its own and a log', () => {
    expect(propertiesOf(template, 'AWS::ECS::TaskDefinition')).toMatchObject({
      Family: 'fraud-candidate',
      Cpu: '256',
      Memory: '512',
      RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
      ContainerDefinitions: [
        {
          Name: 'model',
          Essential: true,
          Image: 'example/model:1.0.0',
          PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
          LogConfiguration: { LogDriver: 'awslogs' },
        },
      ],
    });
  });

  test('the cluster is observed', () => {
    template.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }],
    });
  });

  test('the scaling limits are told to the function, not to CloudFormation', () => {
    const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'EnvironmentFunction');
    expect(JSON.parse(Environment.Variables.SCALING as string)).toEqual({ minCapacity: 2, maxCapacity: 4 });
  });
});

describe('scaling', () => {
  test('on requests names the target groups as CloudWatch does', () => {
    const own = templateWith(() => ({ requestsPerTargetPerMinute: 600, targetCpuPercent: 50 }));
    const { Environment } = propertiesOf(own, 'AWS::Lambda::Function', 'EnvironmentFunction');
    const text = JSON.stringify(Environment.Variables.SCALING);
    expect(text).toContain('\\"targetCpuPercent\\":50,\\"requestsPerTargetPerMinute\\":600');
    expect(text).toMatch(/TargetGroupFullName/);
  });
});

describe('with what the user has', () => {
  const vpcOf = (stack: Stack) => new ec2.Vpc(stack, 'Own', { maxAzs: 2, natGateways: 1 });

  test('a VPC: no other one is made', () => {
    const own = templateWith((stack) => ({ vpc: vpcOf(stack) }));
    own.resourceCountIs('AWS::EC2::VPC', 1);
    own.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^OwnPrivate') }]) },
      },
    });
  });

  test('a cluster: its VPC is used', () => {
    const own = templateWith((stack) => ({ cluster: new ecs.Cluster(stack, 'Mine', { vpc: vpcOf(stack) }) }));
    own.resourceCountIs('AWS::ECS::Cluster', 1);
    own.resourceCountIs('AWS::EC2::VPC', 1);
    own.hasResourceProperties('AWS::ECS::Service', { Cluster: { Ref: Match.stringLikeRegexp('^Mine') } });
  });

  test('imported load balancer and listener: one rule more, nothing else changed', () => {
    const own = templateWith((stack) => {
      const loadBalancer = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LB', {
        loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/50dc6c495c0c9188',
        loadBalancerDnsName: 'shared.example.com',
        securityGroupId: 'sg-0123456789abcdef0',
        vpc: vpcOf(stack),
      });
      const listener = elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
        listenerArn:
          'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2',
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'SG', 'sg-0123456789abcdef0'),
      });
      return { loadBalancer, listener, hostHeaders: ['api.example.com'], pathPatterns: ['/fraud/*'], priority: 7 };
    });
    own.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    own.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1); // the test listener
    own.resourceCountIs('AWS::S3::Bucket', 0);
    own.resourceCountIs('AWS::EC2::VPC', 1);
    const route = propertiesOf(own, 'Custom::ProductionRoute');
    expect(route).toMatchObject({ Priority: '7', ListenerArn: expect.stringContaining('listener/app/shared') });
    expect(JSON.parse(route.Conditions as string)).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/fraud/*'] } },
    ]);
    const { Environment } = propertiesOf(own, 'AWS::Lambda::Function', 'CheckFunction');
    expect(Environment.Variables.TEST_ENDPOINT).toBe('http://shared.example.com:9001');
  });

  test('a certificate: the new listener speaks modern TLS', () => {
    const certificate = elbv2.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:123456789012:certificate/a');
    const own = templateWith(() => ({ certificate }));
    expect(propertiesOf(own, 'AWS::ElasticLoadBalancingV2::Listener', 'Production')).toMatchObject({
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: expect.stringContaining('TLS13'),
    });
  });

  test('roles: only they may be passed', () => {
    const own = templateWith((stack) => {
      const role = (id: string) =>
        iam.Role.fromRoleArn(stack, id, `arn:aws:iam::123456789012:role/${id}`, { mutable: false });
      return { taskRole: role('Task'), executionRole: role('Execution') };
    });
    const { PolicyDocument } = propertiesOf(own, 'AWS::IAM::Policy', 'EnvironmentFunction');
    const pass = PolicyDocument.Statement.find(({ Action }: { Action: unknown }) => Action === 'iam:PassRole');
    expect(pass).toMatchObject({
      Resource: ['arn:aws:iam::123456789012:role/Task', 'arn:aws:iam::123456789012:role/Execution'],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
  });

  test('security groups: both environments get them', () => {
    const own = templateWith((stack) => {
      const vpc = vpcOf(stack);
      return { vpc, securityGroups: [new ec2.SecurityGroup(stack, 'Tasks', { vpc })] };
    });
    for (const { Properties } of Object.values(own.findResources('AWS::ECS::Service'))) {
      expect(Properties.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups).toEqual([
        { 'Fn::GetAtt': [expect.stringMatching(/^Tasks/), 'GroupId'] },
      ]);
    }
  });
});

describe('ports of listeners', () => {
  const stack = new Stack(new App(), 'Scope');
  const free: readonly (readonly [string, Partial<EcsHostingProps>])[] = [
    ['the other default port', { testPort: 443 }],
    ['another port than an own listener has', { testPort: 8444, listener: ownListener(stack, 8443) }],
    [
      'a port that a token may be',
      { testPort: 8443, listener: ownListener(stack, Lazy.number({ produce: () => 8443 })) },
    ],
    ['a port that an imported listener does not tell', { testPort: 8443, listener: importedListener(stack) }],
  ];

  test.each(free)('the test listener may have %s', (_name, props) => {
    expect(hosting(props)._problems(version('1'))).not.toContainEqual(expect.stringContaining('testPort'));
  });
});

/** A listener of the user's own. */
function ownListener(stack: Stack, port: number): elbv2.ApplicationListener {
  const id = `Own${stack.node.children.length}`;
  const vpc = new ec2.Vpc(stack, `${id}Vpc`, { maxAzs: 2 });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, `${id}Lb`, { vpc });
  const defaultAction = elbv2.ListenerAction.fixedResponse(404);
  return loadBalancer.addListener('Listener', {
    port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false,
    defaultAction,
  });
}

/** A listener of another stack. */
function importedListener(stack: Stack, defaultPort?: number): elbv2.IApplicationListener {
  const id = `Imported${stack.node.children.length}`;
  return elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, id, {
    listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/b/c',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-1'),
    defaultPort,
  });
}

describe('fails', () => {
  const stack = new Stack(new App(), 'Scope');
  const listener = importedListener(stack);
  const certificate = elbv2.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:123456789012:certificate/a');

  test.each<[Partial<EcsHostingProps>, string]>([
    [{ cpu: 300 }, 'cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300'],
    [{ memoryLimitMiB: 4096 }, 'memoryLimitMiB must be 512 to 2048 in steps of 512 with cpu 256, got 4096'],
    [{ memoryLimitMiB: 1536 }, 'memoryLimitMiB must be'],
    [{ minCapacity: 0 }, 'minCapacity must be a whole number from 1 to 1000, got 0; a live environment needs a task'],
    [{ minCapacity: 5, maxCapacity: 4 }, 'maxCapacity must be minCapacity (5) or more, got 4; raise it'],
    [{ targetCpuPercent: 0 }, 'targetCpuPercent must be a whole number from 1 to 100, got 0'],
    [{ priority: 50001 }, 'priority must be a whole number from 1 to 50000, got 50001'],
    [{ listener }, 'listener must come with loadBalancer, got only the listener'],
    [{ listener }, 'listener must come with hostHeaders, pathPatterns or priority, got none'],
    [{ listener, certificate }, 'certificate must be left out with listener, got both'],
    [
      { testPort: 80 },
      "testPort must be another port than the production listener's, got 80 for both; give a free port of the load balancer",
    ],
    [{ testPort: 443, certificate }, "testPort must be another port than the production listener's, got 443 for both"],
    [{ testPort: 8443, listener: ownListener(stack, 8443) }, 'testPort must be another port'],
    [{ testPort: 8443, listener: importedListener(stack, 8443) }, 'testPort must be another port'],
    [{ listener: ownListener(stack, 9001) }, 'testPort must be another port'],
    [{ pathPatterns: ['/a', '/b', '/c', '/d', '/e', '/f'] }, 'must be 5 values together at most, got 6; use wildcards'],
    [{ pathPatterns: ['predict'] }, 'pathPatterns must be a pattern'],
    [{ hostHeaders: ['a b'] }, 'hostHeaders must be a host name'],
    [
      { healthCheckInterval: Duration.seconds(5) },
      'healthCheckTimeout must be below healthCheckInterval (5 s), got 5 s',
    ],
    [
      { deregistrationDelay: Duration.hours(2) },
      'deregistrationDelay must be whole seconds from 0 to 3600, got 7200 s',
    ],
  ])('for %#', (props, message) => {
    expect(() => templateWith(() => props)).toThrow(message);
  });
});
