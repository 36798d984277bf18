import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BlueGreenModel, Check, ModelHosting, ModelProtocol, ModelVersion } from 'cdk-model-bluegreen';
import { Construct } from 'constructs';

/** What a team has already: network, cluster, HTTPS entrance, roles, a topic for its on-call. */
class Platform extends Construct {
  readonly vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
  readonly cluster = new ecs.Cluster(this, 'Cluster', { vpc: this.vpc });
  readonly loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', { vpc: this.vpc });
  readonly listener = this.loadBalancer.addListener('Https', {
    port: 443,
    certificates: [
      elbv2.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:123456789012:certificate/2b6f2f0e-example'),
    ],
    defaultAction: elbv2.ListenerAction.fixedResponse(404),
  });
  readonly taskSecurityGroup = new ec2.SecurityGroup(this, 'Tasks', { vpc: this.vpc });
  readonly taskRole = new iam.Role(this, 'TaskRole', {
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  });
  readonly executionRole = new iam.Role(this, 'ExecutionRole', {
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  });
  readonly pipelineRole = new iam.Role(this, 'Pipeline', { assumedBy: new iam.AccountRootPrincipal() });
  readonly onCall = new sns.Topic(this, 'OnCall');
}

/** Adds a model with safe releases to what is there. */
export class RecommenderStack extends Stack {
  readonly model: BlueGreenModel;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const platform = new Platform(this, 'Platform');
    this.model = new BlueGreenModel(this, 'Recommender', {
      modelName: 'recommender',
      hosting: ModelHosting.ecs({
        cluster: platform.cluster,
        loadBalancer: platform.loadBalancer,
        listener: platform.listener,
        hostHeaders: ['api.example.com'],
        pathPatterns: ['/recommend/*'],
        priority: 210,
        testPort: 9210,
        securityGroups: [platform.taskSecurityGroup],
        taskRole: platform.taskRole,
        executionRole: platform.executionRole,
        cpu: 1024,
        memoryLimitMiB: 4096,
        minCapacity: 3,
        maxCapacity: 12,
        requestsPerTargetPerMinute: 6000,
      }),
      version: ModelVersion.container('2026-11-03', {
        image: ecs.ContainerImage.fromRegistry('registry.example.com/recommender:2026-11-03'),
        command: ['--threads', '4'],
      }),
      protocol: ModelProtocol.plain({ healthPath: '/healthz', predictPath: '/recommend/items' }),
      checks: [
        Check.smoke({
          requests: [
            { body: { user: 'u-1' }, schema: { type: 'object', required: ['items'] }, maxLatency: Duration.seconds(1) },
          ],
        }),
      ],
      notificationTopic: platform.onCall,
    });

    this.model.addRollbackAlarm(conversionAlarm(this));
    this.model.grantRelease(platform.pipelineRole);
    this.model.onReleaseRolledBack('Page', {
      target: new targets.SnsTopic(platform.onCall, {
        message: events.RuleTargetInput.fromText('recommender went back'),
      }),
    });
  }
}

/** An alarm on what the business sees: it rolls a release back like the built-in ones. */
function conversionAlarm(scope: Construct): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'Conversion', {
    metric: new cloudwatch.Metric({
      namespace: 'Shop',
      metricName: 'ClicksPerRecommendation',
      period: Duration.minutes(1),
    }),
    threshold: 0.02,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

if (require.main === module) {
  const app = new App();
  new RecommenderStack(app, 'Recommender');
}
