import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { BedrockJudgeSpec, Env, JudgeRequest } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/prompt-judge';
import { awsError } from './world/calls';

const SPEC: BedrockJudgeSpec = {
  modelId: 'amazon.nova-pro-v1:0',
  embeddingModelId: 'amazon.titan-embed-text-v2:0',
  votes: 3,
};

function request(index: string, type: string, by: JudgeRequest['by'], output = 'the secret answer'): JudgeRequest {
  const context = { prompt: 'the secret prompt', vars: {}, test: {}, config: {}, metadata: {} };
  return { index, by, question: { output, context, assertion: { type, value: 'is kind' } } };
}

/** Bedrock that says one thing after the other. */
function bedrockSaying(...sayings: (string | Error)[]) {
  const sent: (ConverseCommand | InvokeModelCommand)[] = [];
  const logged: unknown[] = [];
  const send = (command: ConverseCommand | InvokeModelCommand) => {
    sent.push(command);
    const saying = sayings[Math.min(sent.length, sayings.length) - 1];
    if (saying instanceof Error) return Promise.reject(saying);
    if (command instanceof InvokeModelCommand) return Promise.resolve({ body: new TextEncoder().encode(saying) });
    return Promise.resolve({ output: { message: { content: [{ text: saying }] } } });
  };
  const log = (message: string, fields: unknown) => void logged.push(message, fields);
  const ask = (requests: readonly JudgeRequest[], spec: Partial<BedrockJudgeSpec> = {}) =>
    makeHandler({
      clients: { bedrock: () => ({ send }) },
      now: () => new Date(0),
      env: { [Env.BEDROCK_JUDGE]: JSON.stringify({ ...SPEC, ...spec }) },
      logger: { info: log, error: log },
    })({ requests });
  return { ask, sent, logged };
}
const YES = '{"reason": "it is", "pass": true, "score": 1}';
const NO = '{"reason": "it is not", "pass": false, "score": 0}';

test('a model is asked as often as there are votes, at temperature 0', async () => {
  const { ask, sent } = bedrockSaying(YES, NO, YES);
  const { votes } = await ask([request('0', 'llm-rubric', 'model')]);
  expect(votes).toEqual([
    {
      index: '0',
      votes: [
        { pass: true, score: 1, reason: 'it is' },
        { pass: false, score: 0, reason: 'it is not' },
        { pass: true, score: 1, reason: 'it is' },
      ],
    },
  ]);
  expect(sent).toHaveLength(3);
  expect(sent[0].input).toMatchObject({ modelId: SPEC.modelId, inferenceConfig: { temperature: 0, maxTokens: 1024 } });
});

test('answers come in the order of the questions, whatever their indexes', async () => {
  const { ask } = bedrockSaying(YES);
  const { votes } = await ask(
    ['0', '0', '2', '1', '0.1', '7'].map((index) => request(index, 'llm-rubric', 'model')),
    { votes: 1 },
  );
  expect(votes.map(({ index }) => index)).toEqual(['0', '0', '2', '1', '0.1', '7']);
  expect(votes.every((each) => each.votes.length === 1)).toBe(true);
});

test('embeddings are asked for once, and count as every vote', async () => {
  const { ask, sent } = bedrockSaying(JSON.stringify({ embedding: [1, 0] }), JSON.stringify({ embedding: [1, 0.1] }));
  const { votes } = await ask([request('0', 'similar', 'embedding')]);
  expect(votes[0].votes).toHaveLength(3);
  expect(votes[0].votes[0]).toMatchObject({ pass: true });
  expect(sent.map(({ input }) => JSON.parse((input as { body: string }).body) as unknown)).toEqual([
    { inputText: 'the secret answer' },
    { inputText: 'is kind' },
  ]);
});

test.each([
  ['what no judge of ours judges', request('0', 'javascript', 'user')],
  ['policies', request('0', 'moderation', 'policy')],
  ['what lacks something to judge by', request('0', 'context-faithfulness', 'model')],
])('no vote on %s', async (_what, asked) => {
  const { ask, sent } = bedrockSaying(YES);
  expect(await ask([asked])).toEqual({ votes: [{ index: '0', votes: [] }] });
  expect(sent).toEqual([]);
});

test.each([
  ['is unreadable', 'Passed!'],
  ['quotes a verdict and gives another', 'The answer says {"pass": true}, but {"pass": false}.'],
  ['does not come', awsError('ThrottlingException')],
  ['is refused', awsError('ValidationException')],
])('fails to vote when the judgement %s', async (_what, saying) => {
  const { ask } = bedrockSaying(saying);
  expect(await ask([request('0', 'llm-rubric', 'model')])).toEqual({
    votes: [{ index: '0', votes: [null, null, null] }],
  });
});

test.each(['similar', 'similar:dot'])('fails to vote on %s without embeddings', async (type) => {
  const { ask } = bedrockSaying('{"embeddings": []}');
  expect((await ask([request('0', type, 'embedding')])).votes[0].votes).toEqual([null, null, null]);
  expect((await ask([request('0', type, 'embedding')], { embeddingModelId: undefined })).votes[0].votes).toEqual([
    null,
    null,
    null,
  ]);
});

test.each(['AccessDeniedException', 'ResourceNotFoundException'])('fails as a whole with %s', async (name) => {
  const { ask } = bedrockSaying(awsError(name));
  await expect(ask([request('0', 'llm-rubric', 'model')])).rejects.toMatchObject({ name });
});

test('nothing of questions and answers is logged', async () => {
  const { ask, logged } = bedrockSaying(
    Object.assign(awsError('ValidationException'), { message: 'the secret answer is too long' }),
  );
  await ask([request('0', 'llm-rubric', 'model')]);
  expect(logged).toContainEqual({ error: 'ValidationException' });
  expect(JSON.stringify(logged)).not.toContain('secret');
});

test('fails for an event that breaks the contract, and names the member', async () => {
  const { ask } = bedrockSaying(YES);
  await expect(ask([{ ...request('0', 'llm-rubric', 'model'), index: '' }])).rejects.toThrow(/requests\.0\.index/);
});
