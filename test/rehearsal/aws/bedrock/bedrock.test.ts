import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { Env, JudgeRequest } from '../../../../lib/contract';
import { bedrockClient, makeHandler } from '../../../../lib/handlers/prompt-judge';
import { BedrockRuntime } from '../../../../lib/rehearsal/aws/bedrock/bedrock-runtime';
import { hashedEmbedding } from '../../../../lib/rehearsal/aws/bedrock/hashed-embedding';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

const MODEL = 'amazon.nova-pro-v1:0';
const TITAN = 'amazon.titan-embed-text-v2:0';
const MODEL_ARN = `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`;

const account = new EmulatedAccount({ clock: new VirtualClock(Date.UTC(2030, 0, 1)) });
const bedrock = new BedrockRuntime();
let server: WireServer;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  account.register(bedrock);
  server = await WireServer.start(account);
  client = bedrockClient(clientConfig(account, server));
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

function request(type: string, by: JudgeRequest['by'], output: string, value: unknown): JudgeRequest {
  const context = { prompt: 'What does the card cost?', vars: {}, test: {}, config: {}, metadata: {} };
  return { index: '0', by, question: { output, context, assertion: { type, value } } };
}

function judge(...requests: JudgeRequest[]) {
  const handler = makeHandler({
    clients: { bedrock: () => client },
    now: () => new Date(0),
    env: { [Env.BEDROCK_JUDGE]: JSON.stringify({ modelId: MODEL, embeddingModelId: TITAN, votes: 1 }) },
  });
  return handler({ requests });
}

describe('the judge asks over the wire, and words are compared', () => {
  test.each([
    ['llm-rubric', 'The card costs 36 euros a year.', 'says that the card costs 36 euros a year', true],
    ['llm-rubric', 'Please ask somebody else.', 'says that the card costs 36 euros a year', false],
    ['factuality', 'It costs 36 euros.', 'The card costs 36 euros.', true],
    ['g-eval', 'The card costs 36 euros.', ['card', 'costs'], true],
    ['g-eval', 'Nothing of that.', ['card', 'costs'], false],
  ])('%s of "%s"', async (type, output, value, pass) => {
    const { votes } = await judge(request(type, 'model', output, value));
    expect(votes[0].votes).toEqual([
      expect.objectContaining({ pass, reason: expect.stringMatching(/\d of \d/) as string }),
    ]);
  });

  test('embeddings of the same words are the same, of others are not', async () => {
    const near = await judge(request('similar', 'embedding', 'The card costs 36 euros', 'the card costs 36 euros!'));
    const far = await judge(request('similar', 'embedding', 'The card costs 36 euros', 'Interest is paid quarterly'));
    expect(near.votes[0].votes).toEqual([{ pass: true, score: 1 }]);
    expect(far.votes[0].votes).toEqual([expect.objectContaining({ pass: false })]);
  });

  test('the journal has no copy of what was asked and answered', async () => {
    await judge(request('llm-rubric', 'model', 'a very secret answer', 'is secret'));
    expect(account.journal.some(({ operation }) => operation === 'Converse')).toBe(true);
    expect(JSON.stringify(account.journal)).not.toContain('secret');
  });
});

test('Cohere’s requests are answered in Cohere’s shape', async () => {
  const body = JSON.stringify({ texts: ['a card', 'a loan'], input_type: 'clustering' });
  const answer = await client.send(new InvokeModelCommand({ modelId: 'cohere.embed-english-v3', body }));
  expect(answer.contentType).toBe('application/json');
  expect(JSON.parse(answer.body.transformToString())).toMatchObject({
    embeddings: [hashedEmbedding('a card'), hashedEmbedding('a loan')],
  });
});

test('embeddings have length 1, also of nothing', () => {
  for (const text of ['a card', '', 'the same the same the same']) {
    expect(Math.hypot(...hashedEmbedding(text))).toBeCloseTo(1, 12);
  }
});

test('questions are counted', async () => {
  const before = bedrock.answered;
  await judge(request('llm-rubric', 'model', 'a', 'b'), request('similar', 'embedding', 'card', 'card'));
  expect(bedrock.answered).toEqual({ judged: before.judged + 1, embedded: before.embedded + 2 });
});

const hello = [{ role: 'user' as const, content: [{ text: 'Hello' }] }];

test.each([
  ['a conversation that no fake could hold', new ConverseCommand({ modelId: MODEL, messages: hello })],
  ['a model that is no embedding model', new InvokeModelCommand({ modelId: MODEL, body: '{}' })],
])('fails with 501 for %s', async (_what, command) => {
  await expect(client.send(command as ConverseCommand)).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('fails for a request without texts', async () => {
  const command = new InvokeModelCommand({ modelId: TITAN, body: '{}' });
  await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
});

describe('IAM', () => {
  async function allowed(resources: readonly string[], modelId: string): Promise<string> {
    const name = `judge-${resources.length}-${modelId.length}`;
    const statement = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: resources };
    const roleArn = await createRole(account, name, 'lambda.amazonaws.com', [statement]);
    const caller = bedrockClient(clientConfig(account, server, account.accessKeys.accessKeyFor(roleArn, 'judge')));
    try {
      await caller.send(new ConverseCommand({ modelId, messages: hello }));
      return 'allowed';
    } catch (error) {
      return (error as Error).name;
    } finally {
      caller.destroy();
    }
  }
  const profile = `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${MODEL}`;

  test.each([
    [[MODEL_ARN], MODEL, 'NotImplemented'], // allowed, and then there is nobody who could answer
    [[MODEL_ARN], TITAN, 'AccessDeniedException'],
    [[MODEL_ARN], `eu.${MODEL}`, 'AccessDeniedException'],
    [[profile, MODEL_ARN], `eu.${MODEL}`, 'NotImplemented'],
  ])('a role for %j asks %s: %s', async (resources, modelId, outcome) => {
    expect(await allowed(resources, modelId)).toBe(outcome);
  });
});
