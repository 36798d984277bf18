import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BlueGreenModel,
  Check,
  CheckMode,
  ModelHosting,
  ModelProtocol,
  ModelVersion,
  PromptEndpoint,
  PromptJudge,
  PromptSuite,
  TrafficShift,
} from 'cdk-model-bluegreen';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';

export interface AssistantStackProps extends StackProps {
  /** Version that shall be live, for example `1.3`. */
  readonly modelVersion: string;
  /** Whether a model of Amazon Bedrock judges what rules can't. */
  readonly judge: boolean;
}

/** Answers come as they do to callers, word by word; 1.2 does not understand every prompt, and a version that is worse than it fails. */
const PROMPTS = Check.prompts({
  suite: PromptSuite.fromAsset(join(__dirname, 'model/prompts.yaml')),
  endpoint: PromptEndpoint.openAiChat({ model: 'harbour-assistant', stream: true }),
  minimumPassRate: 90,
});

/** The assistant of a bank, a language model behind OpenAI's API, that is released blue/green. */
export class AssistantStack extends Stack {
  readonly model: BlueGreenModel;

  constructor(scope: Construct, id: string, props: AssistantStackProps) {
    super(scope, id, props);
    this.model = new BlueGreenModel(this, 'Assistant', {
      modelName: 'harbour-assistant',
      hosting: ModelHosting.ecs({
        cpu: 256,
        memoryLimitMiB: 512,
        minCapacity: 2,
        maxCapacity: 10,
        targetCpuPercent: 60,
      }),
      version: ModelVersion.container(props.modelVersion, {
        image: ecs.ContainerImage.fromAsset(join(__dirname, 'model'), {
          buildArgs: { MODEL_VERSION: props.modelVersion },
        }),
        environment: { MODEL_VERSION: props.modelVersion },
      }),
      protocol: ModelProtocol.plain({ healthPath: '/health', predictPath: '/v1/chat/completions' }),
      checks: [
        Check.smoke({
          requests: [
            {
              name: 'a completion',
              body: { messages: [{ role: 'user', content: 'I lost my card' }] },
              expectedValues: [{ path: 'choices[0].finish_reason', value: 'stop' }],
            },
          ],
        }),
        PROMPTS,
        ...(props.judge ? [this.judgedPrompts()] : []),
      ],
      traffic: TrafficShift.allAtOnce(),
      bakeTime: Duration.minutes(30),
      standbyTime: Duration.minutes(60),
      alarms: { errorRatePercent: 2, latencyP99: Duration.millis(500), latencyP90: Duration.millis(250) },
      runbookUrl: 'https://example.com/runbooks/harbour-assistant',
    });
    Validations.of(this.model).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'MODEL_VERSION is the version string, no secret',
    });
    new CfnOutput(this, 'LoadBalancerDnsName', { value: this.model.loadBalancer.loadBalancerDnsName });
  }

  /** The judge has three votes on each. Its verdict is reported, and decides nothing. */
  private judgedPrompts(): Check {
    const judge = PromptJudge.bedrock(this, 'Judge', {
      modelId: 'amazon.nova-pro-v1:0',
      embeddingModelId: 'amazon.titan-embed-text-v2:0',
    });
    return Check.prompts({
      name: 'judged-prompts',
      suite: PromptSuite.fromAsset(join(__dirname, 'model/prompts-judged.yaml')),
      endpoint: PromptEndpoint.openAiChat({ model: 'harbour-assistant' }),
      judges: [judge],
      requiredTypes: ['llm-rubric', 'factuality', 'model-graded-closedqa', 'similar'],
      mode: CheckMode.ADVISORY,
    });
  }
}

const app = new App();
const modelVersion = (app.node.tryGetContext('modelVersion') as string | undefined) ?? '1.3';
new AssistantStack(app, 'Assistant', { modelVersion, judge: app.node.tryGetContext('judge') === 'true' });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
