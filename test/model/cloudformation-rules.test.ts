import { join } from 'node:path';
import { Duration, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AnswerComparison, Check, GoldenDataset, GoldenRule, ReleaseWait, SageMakerRouting } from '../../lib';
import { hosting, modelStack, newApp } from '../helpers/model-stack';
import { sageMakerStack } from '../helpers/sagemaker-stack';

/** CloudFormation's own rules. The other tests leave them out, because they take more than half of the time of a synth. */
beforeAll(() => void (process.env.CDK_VALIDATION = 'true'));

const synthesize = (stack: Stack) => Stage.of(stack)?.synth();

/** One of each kind that has states, functions or permissions of its own. */
function everyCheck(): Check[] {
  const scope = new Stack(newApp(), 'Functions');
  const own = lambda.Function.fromFunctionArn(scope, 'Own', 'arn:aws:lambda:eu-west-1:123456789012:function:own');
  return [
    Check.warmUp({ requests: [{ path: '/v2/health/ready' }] }),
    Check.lambda(own, { name: 'bias' }),
    Check.goldenSet({
      dataset: GoldenDataset.fromAsset(join(__dirname, '../rehearsal/release/support/app/payments.jsonl'), {
        inputPath: 'payment',
        expectedPath: 'fraud',
      }),
      rules: [GoldenRule.threshold('outputs[0].data[0]', { threshold: 0.5 })],
    }),
    Check.shadow({ compare: [AnswerComparison.label('label')], duration: Duration.minutes(5) }),
    Check.approval({ timeout: Duration.minutes(5) }),
  ];
}

const STACKS: Record<string, () => Stack> = {
  'ECS services': () => modelStack().stack,
  'ECS services behind gateways, with every check': () =>
    modelStack({
      hosting: hosting({ gateway: { protectCallers: true, disagreementSamples: {} } }),
      checks: everyCheck(),
      changeFreeze: { calendars: ['christmas'] },
      waitFor: ReleaseWait.START,
    }).stack,
  'SageMaker endpoints behind gateways': () => sageMakerStack(),
  'variants of one SageMaker endpoint': () =>
    sageMakerStack({ hosting: { routing: SageMakerRouting.variantWeights(), minCapacity: 2 } }),
};

test.each(Object.keys(STACKS))('CloudFormation takes %s', (name) => {
  expect(() => synthesize(STACKS[name]())).not.toThrow();
});

test('fails for a property that CloudFormation would refuse', () => {
  const { stack } = modelStack();
  new sqs.CfnQueue(stack, 'Queue', { visibilityTimeout: 99_999_999 });
  expect(() => synthesize(stack)).toThrow(/VisibilityTimeout|[Vv]alidation/);
});
