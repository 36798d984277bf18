import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AnswerComparison,
  BlueGreenModel,
  Check,
  ModelHosting,
  ModelVersion,
  SageMakerHostingProps,
  SageMakerRouting,
} from 'cdk-model-bluegreen';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';

export interface RecommenderStackProps extends StackProps {
  /** Version that shall be live, for example `1.3`. */
  readonly modelVersion: string;
  /** Whether live requests are mirrored to a version before it gets any. */
  readonly shadow: boolean;
  /** Whether the version before answers what a new one fails. */
  readonly protect: boolean;
  /** Whether callers invoke one endpoint, whose variants are the environments, in place of a load balancer. */
  readonly variantWeights: boolean;
}

/** What callers ask for. */
const TYPICAL_BODIES = (
  JSON.parse(readFileSync(join(__dirname, 'model/requests.json'), 'utf8')) as { titles: string[]; k: number }[]
).slice(0, 20);

/** Half of the live requests goes to the new version too: 5 % of its lists may share fewer than six of ten titles with the live one's. */
const MIRRORED_REQUESTS = Check.shadow({
  compare: [AnswerComparison.topItems('recommendations[*].id', { k: 10, minimumOverlap: 60 })],
  percent: 50,
  maxDisagreement: 5,
  minimumSamples: 300,
  baselineDuration: Duration.minutes(1),
  duration: Duration.minutes(4),
});

/** By a load balancer and gateways, to endpoints that scale. */
const SCALED: SageMakerHostingProps = { maxCapacity: 6, invocationsPerInstancePerMinute: 30_000 };

/** By the name of one endpoint, which keeps its size. */
const ONE_ENDPOINT: SageMakerHostingProps = { routing: SageMakerRouting.variantWeights() };

/** A recommender on SageMaker endpoints that is released blue/green. */
export class RecommenderStack extends Stack {
  readonly model: BlueGreenModel;

  constructor(scope: Construct, id: string, props: RecommenderStackProps) {
    super(scope, id, props);
    const image = new DockerImageAsset(this, 'Image', {
      directory: join(__dirname, 'model'),
      buildArgs: { MODEL_VERSION: props.modelVersion },
    });
    this.model = new BlueGreenModel(this, 'Recommender', {
      modelName: 'recommender',
      hosting: ModelHosting.sageMaker({
        instanceType: 'ml.c7i.large',
        minCapacity: 2,
        ...(props.variantWeights ? ONE_ENDPOINT : SCALED),
        ...(props.protect ? { gateway: { protectCallers: true } } : {}),
      }),
      version: ModelVersion.sageMakerContainer(props.modelVersion, {
        imageUri: image.imageUri,
        repository: image.repository,
        environment: { MODEL_VERSION: props.modelVersion },
      }),
      checks: [
        Check.warmUp({ requests: TYPICAL_BODIES.map((body) => ({ body })), count: 300 }),
        Check.smoke({ requests: [{ name: 'similar titles', body: { titles: ['m897'], k: 10 } }] }),
        ...(props.shadow ? [MIRRORED_REQUESTS] : []),
      ],
      // The deploy waits 50 minutes at most, and mirroring takes some of them.
      ...(props.shadow
        ? { provisionTimeout: Duration.minutes(12), bakeTime: Duration.minutes(15) }
        : { bakeTime: Duration.minutes(20) }),
      standbyTime: Duration.minutes(60),
      alarms: { errorRatePercent: 2, latencyP99: Duration.millis(500), latencyP90: Duration.millis(250) },
      runbookUrl: 'https://example.com/runbooks/recommender',
    });
    const { endpointName } = this.model;
    if (endpointName !== undefined) new CfnOutput(this, 'EndpointName', { value: endpointName });
    else new CfnOutput(this, 'LoadBalancerDnsName', { value: this.model.loadBalancer.loadBalancerDnsName });
  }
}

const app = new App();
const modelVersion = (app.node.tryGetContext('modelVersion') as string | undefined) ?? '1.3';
new RecommenderStack(app, 'Recommender', {
  modelVersion,
  shadow: app.node.tryGetContext('shadow') === 'true',
  protect: app.node.tryGetContext('protect') === 'true',
  variantWeights: app.node.tryGetContext('routing') === 'variant-weights',
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
