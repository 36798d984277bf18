import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { BlueGreenModel, Check, ModelHosting, ModelVersion } from 'cdk-model-bluegreen';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';

export interface RecommenderStackProps extends StackProps {
  /** Version that shall be live, for example `1.3`. */
  readonly modelVersion: string;
}

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
        maxCapacity: 6,
        invocationsPerInstancePerMinute: 30_000,
      }),
      version: ModelVersion.sageMakerContainer(props.modelVersion, {
        imageUri: image.imageUri,
        repository: image.repository,
        environment: { MODEL_VERSION: props.modelVersion },
      }),
      checks: [
        Check.smoke({ requests: [{ name: 'similar titles', body: JSON.stringify({ titles: ['m897'], k: 10 }) }] }),
      ],
      bakeTime: Duration.minutes(30),
      standbyTime: Duration.minutes(60),
      alarms: { errorRatePercent: 2, latencyP99: Duration.millis(500), latencyP90: Duration.millis(250) },
      runbookUrl: 'https://example.com/runbooks/recommender',
    });
    new CfnOutput(this, 'LoadBalancerDnsName', { value: this.model.loadBalancer.loadBalancerDnsName });
  }
}

const app = new App();
const modelVersion = (app.node.tryGetContext('modelVersion') as string | undefined) ?? '1.3';
new RecommenderStack(app, 'Recommender', { modelVersion });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
