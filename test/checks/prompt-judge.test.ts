import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BedrockJudgeProps, Check, ModelProtocol, PromptEndpoint, PromptJudge, PromptSuite } from '../../lib';
import { PromptsSpec } from '../../lib/contract';
import { statementsOf } from '../helpers/statements';

function judged(props: Partial<BedrockJudgeProps> = {}) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  const judge = PromptJudge.bedrock(stack, 'Judge', { modelId: 'amazon.nova-pro-v1:0', ...props });
  return { judge, template: Template.fromStack(stack) };
}

function invocable(template: Template): readonly string[] {
  return statementsOf(template)
    .filter(({ actions }) => actions.some((action) => action.startsWith('bedrock:')))
    .flatMap(({ actions, resources }) => {
      expect(actions).toEqual(['bedrock:InvokeModel']);
      return resources.map((resource) =>
        resource.replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"(.*)"\]\]\}/, '$1'),
      );
    });
}

test('the function may call the models that it was given, and nothing else of anybody', () => {
  const { template } = judged({ embeddingModelId: 'amazon.titan-embed-text-v2:0' });
  expect(invocable(template)).toEqual([
    ':bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0',
    ':bedrock:eu-west-1::foundation-model/amazon.titan-embed-text-v2:0',
  ]);
  const others = statementsOf(template).flatMap(({ actions }) =>
    actions.filter((action) => !action.startsWith('bedrock:')),
  );
  expect(others.filter((action) => !/^(logs|xray):/.test(action))).toEqual([]);
});

test('an inference profile is called, and its model in its regions', () => {
  const { template } = judged({ modelId: 'eu.amazon.nova-pro-v1:0', profileRegions: ['eu-west-1', 'eu-north-1'] });
  expect(invocable(template)).toEqual([
    ':bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0',
    ':bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0',
    ':bedrock:eu-north-1::foundation-model/amazon.nova-pro-v1:0',
  ]);
});

test('Bedrock may be asked in another region', () => {
  const { template } = judged({ region: 'us-east-1' });
  expect(invocable(template)).toEqual([':bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0']);
  const [fn] = Object.values(template.findResources('AWS::Lambda::Function')) as { Properties: Record<string, any> }[];
  expect(JSON.parse(fn.Properties.Environment.Variables.BEDROCK_JUDGE as string)).toEqual({
    modelId: 'amazon.nova-pro-v1:0',
    region: 'us-east-1',
    votes: 3,
  });
});

test('two of three votes are needed unless told otherwise', () => {
  const plain = judged().judge._spec();
  expect(plain).toMatchObject({ votes: 3, needed: 2, types: expect.arrayContaining(['llm-rubric', 'g-eval']) });
  expect(plain.types).not.toContain('similar');
  const { judge } = judged({ votes: 5, votesNeeded: 5, embeddingModelId: 'cohere.embed-english-v3' });
  expect(judge._spec()).toMatchObject({
    votes: 5,
    needed: 5,
    types: expect.arrayContaining(['llm-rubric', 'similar:dot']),
  });
});

test.each<[string, Partial<BedrockJudgeProps>, RegExp]>([
  ['no votes', { votes: 0 }, /votes must be a whole number from 1 to 9, got 0/],
  ['more votes needed than cast', { votes: 3, votesNeeded: 4 }, /votesNeeded must be .* 1 to 3, got 4/],
  ['an ARN', { modelId: 'arn:aws:bedrock:eu-west-1::foundation-model/x' }, /modelId must be the id of a model/],
  [
    'a profile without regions',
    { modelId: 'eu.amazon.nova-pro-v1:0' },
    /profileRegions must name the regions of profile/,
  ],
  ['regions without a profile', { profileRegions: ['eu-west-1'] }, /profileRegions must be left out/],
  ['a global profile', { modelId: 'global.x.y-v1:0', profileRegions: ['eu-west-1'] }, /must not be a global profile/],
  [
    'an embedding model of another family',
    { embeddingModelId: 'x.embed' },
    /embeddingModelId must be amazon\.titan-embed-text/,
  ],
  ['a region that is none', { region: 'Ireland' }, /region must be a region such as eu-west-1/],
])('fails with %s', (_what, props, error) => {
  expect(() => judged(props)).toThrow(error);
});

test('fails once with everything that is wrong', () => {
  expect(() => judged({ votes: 10, region: 'Ireland' })).toThrow(/votes must be .*; region must be/);
});

describe('a check knows at synth what its Bedrock judge could never answer', () => {
  function specOf(assertion: object, vars: object = {}) {
    const stack = new Stack(new App(), 'Stack');
    const judge = PromptJudge.bedrock(stack, 'Judge', {
      modelId: 'amazon.nova-pro-v1:0',
      embeddingModelId: 'amazon.titan-embed-text-v2:0',
    });
    const suite = PromptSuite.fromInline({ prompts: ['Hello'], tests: [{ vars, assert: [assertion, 'is-json'] }] });
    const check = Check.prompts({ suite, endpoint: PromptEndpoint.openAiChat(), judges: [judge] });
    return check._spec(ModelProtocol.plain({ healthPath: '/health', predictPath: '/chat' }), stack) as PromptsSpec;
  }

  test.each([
    ['a rubric', { type: 'llm-rubric', value: 'polite' }, {}],
    ['a list of likenesses', { type: 'similar', value: ['a', 'b'] }, {}],
    ['a retrieval with its context', { type: 'context-faithfulness' }, { context: 'Cats purr.' }],
  ])('%s is fine', (_what, assertion, vars) => {
    expect(specOf(assertion, vars).judges).toMatchObject([{ votes: 3, needed: 2 }]);
  });

  test.each<[string, object, RegExp]>([
    [
      'a prompt of the user’s own',
      { type: 'llm-rubric', value: 'x', rubricPrompt: 'y' },
      /must not have a rubricPrompt/,
    ],
    ['another provider', { type: 'similar', value: 'x', provider: 'openai:embedding' }, /must not name a provider/],
    ['a retrieval without context', { type: 'context-faithfulness' }, /must have variable context to judge by/],
    ['a likeness to a number', { type: 'similar', value: 7 }, /must have a text, or a list of texts, as value/],
  ])('fails with %s', (_what, assertion, error) => {
    expect(() => specOf(assertion)).toThrow(error);
  });
});
