import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BlueGreenModel, Check, PromptEndpoint, PromptJudge, PromptSuite } from '../../lib';
import { hosting, version } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';

function templateOf(judged: boolean): Template {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  const own = lambda.Function.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:123456789012:function:own');
  const judges = judged
    ? [PromptJudge.lambda(own), PromptJudge.bedrock(stack, 'Judge', { modelId: 'amazon.nova-pro-v1:0' })]
    : [];
  const assert = ['contains:hello', ...(judged ? ['javascript:true', 'llm-rubric:polite'] : [])];
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    checks: [
      Check.prompts({
        suite: PromptSuite.fromInline({ prompts: ['Hi'], tests: [{ assert }] }),
        endpoint: PromptEndpoint.openAiChat(),
        judges,
      }),
    ],
  });
  return Template.fromStack(stack);
}

function grantsOf(template: Template): string[] {
  return statementsOf(template)
    .filter(({ role }) => role === 'PromptSetFunction')
    .flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join(' ')}`))
    .filter((grant) => !/^(ec2|logs|xray):/.test(grant));
}

const WITHOUT_JUDGES = [
  expect.stringMatching(/^dynamodb:GetItem .*LedgerTable/),
  expect.stringMatching(/^s3:GetObject .*:s3:::cdk-.*-assets-.*\/[0-9a-f]{64}\.jsonl/),
  expect.stringMatching(/^s3:GetObject .*Evidence.*\/work\/fraud\/\*"/),
  expect.stringMatching(/^s3:PutObject .*Evidence.*\/work\/fraud\/\*"/),
  expect.stringMatching(/^s3:PutObject .*Evidence.*\/evidence\/fraud\/\*"/),
];

test('the function reads its tests, its ledger and its own work, writes below the model’s prefixes, and does nothing else', () => {
  expect(grantsOf(templateOf(false))).toEqual(WITHOUT_JUDGES);
});

test('it may call the judges that it was given, and no other function', () => {
  expect(grantsOf(templateOf(true))).toEqual([
    ...WITHOUT_JUDGES,
    expect.stringMatching(/^lambda:InvokeFunction \S*:function:own" \S*JudgeFunction\S*Arn"\]\}$/),
  ]);
});
