import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { join } from 'node:path';
import { Check, PromptEndpoint, PromptJudge, PromptSuite } from '../../../../../lib';

/** Judges assertions of promptfoo's type `javascript` by one expression that it knows: it runs no code of others. */
const LENGTHS = `exports.handler = async ({ requests }) => ({
  votes: requests.map(({ index, question }) => ({ index, votes: [question.output.length <= 80] })),
});`;

/** Ten prompts for a bank's assistant, answered in streams. */
export function assistant(stack: Stack): Check {
  const judge = new lambda.Function(stack, 'Lengths', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(LENGTHS),
  });
  return Check.prompts({
    name: 'assistant',
    suite: PromptSuite.fromAsset(join(__dirname, 'prompts.yaml')),
    endpoint: PromptEndpoint.openAiChat({ stream: true }),
    judges: [PromptJudge.lambda(judge)],
    testsPerShard: 4,
  });
}

export function judgedAssistant(stack: Stack): Check {
  const judge = PromptJudge.bedrock(stack, 'Judge', {
    modelId: 'amazon.nova-pro-v1:0',
    embeddingModelId: 'amazon.titan-embed-text-v2:0',
  });
  const assert = [
    { type: 'llm-rubric', value: 'says that we open at 9:00' },
    { type: 'similar', value: 'We open at 9:00.' },
  ];
  return Check.prompts({
    name: 'judged',
    suite: PromptSuite.fromInline({ prompts: ['When do you open?'], tests: [{ assert }] }),
    endpoint: PromptEndpoint.openAiChat(),
    judges: [judge],
    requiredTypes: ['llm-rubric', 'similar'],
  });
}
