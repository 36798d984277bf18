import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Check,
  CheckMode,
  ModelProtocol,
  PromptEndpoint,
  PromptJudge,
  PromptsCheckProps,
  PromptSuite,
  PromptSuiteOptions,
} from '../../lib';
import { PromptsSpec } from '../../lib/contract';
import { eventSchema } from '../../lib/handlers/prompt-set/event-schema';

const FILE = join(__dirname, 'fixtures/prompts.yaml');
const PROTOCOL = ModelProtocol.openInferenceV2({ modelName: 'chat' });

function newStack(): Stack {
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Any', { type: 'AWS::SNS::Topic' }); // a stack without resources is warned of
  return stack;
}

function functionOf(scope: Stack): lambda.IFunction {
  return lambda.Function.fromFunctionArn(scope, 'Own', 'arn:aws:lambda:eu-west-1:123456789012:function:own');
}

function spec(props: Partial<PromptsCheckProps> = {}, stack = newStack()): PromptsSpec {
  const check = Check.prompts({
    suite: PromptSuite.fromAsset(FILE),
    endpoint: PromptEndpoint.openAiChat(),
    judges: [PromptJudge.lambda(functionOf(stack))],
    ...props,
  });
  return check._spec(PROTOCOL, stack) as PromptsSpec;
}

/** A suite of one test with one assertion. */
function suiteOf(assertion: object, options?: PromptSuiteOptions): PromptSuite {
  return PromptSuite.fromInline({ prompts: ['Hello'], tests: [{ assert: [assertion] }] }, options);
}

test('defaults are those of the documentation', () => {
  const { suite, judges, ...others } = spec();
  expect(others).toEqual({
    kind: 'prompts',
    name: 'prompts',
    endpoint: { kind: 'openai-chat', path: '/v1/chat/completions', stream: false, members: '{"temperature":0}' },
    minimumPassRate: 1,
    comparesWithLive: false,
    repeat: 1,
    notJudged: [],
    keepsPayloads: false,
    timeoutMs: 60_000,
    attempts: 3,
    promptsAtATime: 2,
    maxConcurrency: 4,
    testsPerShard: 20,
  });
  expect(suite).toMatchObject({ fileName: 'prompts.yaml', tests: 3 });
  expect(judges).toMatchObject([{ votes: 1, types: expect.arrayContaining(['javascript', 'python', 'is-sql']) }]);
});

test('tests are published as they were read: what a release sends is what synth found right', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new CfnResource(stack, 'Any', { type: 'AWS::SNS::Topic' });
  spec({}, stack);
  const { directory } = app.synth();
  const [name] = readdirSync(directory).filter((each) => each.endsWith('.jsonl'));
  const lines = readFileSync(join(directory, name), 'utf8').split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { position: 0, test: { id: '1 opening hours', prompt: 'Answer in JSON: When do you open?', critical: true } },
    { position: 1, test: { id: '2.v1', prompt: 'Answer in JSON: Where are you?' } },
    {
      position: 2,
      test: { id: '2.v2', assertions: [{ type: 'is-json' }, { type: 'latency' }, { type: 'javascript' }] },
    },
  ]);
});

test('what is given is what the function takes', () => {
  const given = spec({
    mode: CheckMode.ADVISORY,
    endpoint: PromptEndpoint.openAiChat({
      model: 'bank',
      stream: true,
      maxTokens: 200,
      tools: [{ type: 'function', function: { name: 'balance' } }],
      parameters: { seed: 7 },
    }),
    minimumPassRate: 90,
    minimumScore: 80,
    repeat: 3,
    prices: { input: 1, output: 2 },
    headers: { a: 'b' },
  });
  expect(given).toMatchObject({ minimumPassRate: 0.9, minimumScore: 0.8, comparesWithLive: true, advisory: true });
  expect(given.endpoint).toMatchObject({ stream: true });
  expect(JSON.parse((given.endpoint as { members: string }).members)).toEqual({
    model: 'bank',
    temperature: 0,
    max_tokens: 200,
    tools: [{ type: 'function', function: { name: 'balance' } }],
    seed: 7,
  });
  const event = {
    action: 'split',
    releaseId: 'r',
    spec: { ...given, suite: { ...given.suite, bucket: 'b', key: 'k' } },
  };
  expect(eventSchema.parse(event)).toEqual(event);
});

test('plain text goes to the protocol’s path, as text or in a body of one’s own', () => {
  const suite = suiteOf({ type: 'contains', value: 'a' });
  expect(spec({ suite, endpoint: PromptEndpoint.plainText() }).endpoint).toEqual({
    kind: 'plain-text',
    path: '/v2/models/chat/infer',
    contentType: 'text/plain',
  });
  const endpoint = PromptEndpoint.plainText({
    path: '/generate',
    body: { inputs: '{{prompt}}' },
    answerPath: '[0].generated_text',
  });
  expect(spec({ suite, endpoint }).endpoint).toEqual({
    kind: 'plain-text',
    path: '/generate',
    contentType: 'application/json',
    template: '{"inputs":"{{prompt}}"}',
    answerPath: '[0].generated_text',
  });
});

describe('assertions that nobody judges', () => {
  const warning = Match.stringLikeRegexp(
    'prompts "prompts" have assertions that nobody judges: llm-rubric; give a judge',
  );

  test('are warned of when they are advisory, and named in the spec', () => {
    const stack = newStack();
    const suite = PromptSuite.fromInline({
      prompts: ['Hello'],
      tests: [{ assert: [{ type: 'llm-rubric', value: 'polite' }, 'is-json'] }],
    });
    expect(spec({ suite }, stack).notJudged).toEqual(['llm-rubric']);
    Annotations.fromStack(stack).hasWarning('*', warning);
  });

  test('fails when they decide, by their type or by their own word', () => {
    const message = /test "1": assertion 0 \(llm-rubric\) must have a judge, got none.*PromptJudge\.bedrock/;
    const suite = suiteOf({ type: 'llm-rubric', value: 'polite' });
    expect(() => spec({ suite, requiredTypes: ['llm-rubric'] })).toThrow(message);
    const own = suiteOf({ type: 'llm-rubric', value: 'polite', config: { required: true } });
    expect(() => spec({ suite: own })).toThrow(message);
  });

  test('fails for code without a function', () => {
    expect(() => spec({ judges: [] })).toThrow(
      /test "2\.v1": assertion 2 \(javascript\) must have a judge, got none for its type; give PromptJudge\.lambda/,
    );
  });
});

test.each<[string, object, Partial<PromptsCheckProps>, RegExp]>([
  ['a cost without prices', { type: 'cost', threshold: 1 }, {}, /\(cost\) must have prices, got none/],
  ['calls without tools', { type: 'is-valid-openai-tools-call' }, {}, /must have functions to be called, got none/],
  ['perplexity without probabilities', { type: 'perplexity', threshold: 5 }, {}, /must have log probabilities/],
  [
    'a finish reason of plain text',
    { type: 'finish-reason', value: 'stop' },
    { endpoint: PromptEndpoint.plainText() },
    /must be asked of a chat endpoint, got plain text/,
  ],
])('fails for %s', (_name, assertion, props, message) => {
  expect(() => spec({ suite: suiteOf(assertion), ...props })).toThrow(message);
});

test.each<[string, PromptSuite, RegExp]>([
  [
    'an unknown assertion, with file, place and remedy',
    suiteOf({ type: 'contians', value: 'a' }),
    /inline suite: tests\[0\]\.assert\[0\]: contians is no type of assertion; the nearest one is contains/,
  ],
  ['a schema that is none', suiteOf({ type: 'is-json', value: { type: 'txt' } }), /tests\[0\]\.assert\[0\]\.value: /],
  ['no such file', PromptSuite.fromAsset('/nowhere.yaml'), /suite: must be a file, got "\/nowhere\.yaml"/],
])('fails for %s', (_name, suite, message) => {
  expect(() => spec({ suite })).toThrow(message);
});

describe('what could never pass or never fail', () => {
  const measured: readonly [string, PromptSuite][] = [
    ['weights of 0', suiteOf({ type: 'contains', value: 'a', weight: 0 })],
    ['a set of them', suiteOf({ type: 'assert-set', assert: [{ type: 'is-json', weight: 0 }] })],
    ['a rubric that nobody requires', suiteOf({ type: 'llm-rubric', value: 'polite' })],
  ];

  test.each(measured)('fails with %s alone, unless the check only advises', (_name, suite) => {
    expect(() => spec({ suite })).toThrow(
      /must have a test that decides, got 1 that only measure; give an assertion a weight/,
    );
    expect(spec({ suite, mode: CheckMode.ADVISORY })).toMatchObject({ advisory: true });
  });

  test('fails when no rate and no score has to be reached', () => {
    const message = /minimumPassRate must be above 0 without a minimumScore, got 0/;
    expect(() => spec({ minimumPassRate: 0 })).toThrow(message);
    expect(() => spec({ minimumPassRate: 0, minimumScore: 0 })).toThrow(message);
    expect(spec({ minimumPassRate: 0, minimumScore: 80 })).toMatchObject({ minimumPassRate: 0, minimumScore: 0.8 });
  });
});

test('fails with all that is wrong', () => {
  expect(() =>
    spec({
      name: 'a b',
      endpoint: PromptEndpoint.openAiChat({
        path: '//host',
        temperature: 3,
        maxTokens: 0,
        parameters: { stream: true },
      }),
      minimumPassRate: 101,
      minimumScore: -1,
      repeat: 26,
      timeout: Duration.minutes(6),
      attempts: 0,
      promptsAtATime: 21,
      maxConcurrency: 0,
      testsPerShard: 0,
      prices: { input: -1, output: 1 },
    }),
  ).toThrow(
    /^invalid prompts "a b": name .*; minimumPassRate .*; minimumScore .*; repeat .*; timeout .*; attempts .*; promptsAtATime .*; maxConcurrency .*; testsPerShard .*; prices.input .*; path .*; maxTokens .*; temperature .*; parameters must not have stream/,
  );
});

test.each<[string, object, RegExp]>([
  ['a body without the prompt', { body: { inputs: 'hello' } }, /body must have \{\{prompt\}\} in it/],
  ['another variable', { body: '{{prompt}} {{name}}' }, /body: variable name of a template has no value/],
  ['a path that is none', { answerPath: 'a[' }, /answerPath: /],
])('fails for %s', (_name, options, message) => {
  const suite = suiteOf({ type: 'contains', value: 'a' });
  expect(() => spec({ suite, endpoint: PromptEndpoint.plainText(options) })).toThrow(message);
});

test('fails for a type that no judge has', () => {
  expect(() => PromptJudge.lambda(functionOf(newStack()), { types: ['contains', 'javascrip'] })).toThrow(
    /types must be such that a judge has, got "contains".*got "javascrip"; the nearest one is javascript/,
  );
});
