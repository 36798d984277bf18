import { Env, JudgeInput, PromptSetEvent, PromptsSpec } from '../../lib/contract';
import { readSuite } from '../../lib/core/prompts/read/suite';
import { Ledger } from '../../lib/core/ledger/ledger';
import { makeHandler } from '../../lib/handlers/prompt-set';
import { PromptSetClients } from '../../lib/handlers/prompt-set/context';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { ChatServer } from './world/chat-server';
import { Objects } from './world/objects';
import { World } from './world/world';

const JUDGE = 'arn:aws:lambda:eu-west-1:123456789012:function:judge';
const SPEC: PromptsSpec = {
  kind: 'prompts',
  name: 'chat',
  suite: { bucket: 'assets', key: 'prompts.jsonl', fileName: 'prompts.yaml', tests: 3 },
  endpoint: { kind: 'openai-chat', path: '/v1/chat/completions', stream: false, members: '{"temperature":0}' },
  minimumPassRate: 1,
  comparesWithLive: false,
  repeat: 1,
  judges: [],
  notJudged: [],
  keepsPayloads: false,
  timeoutMs: 5_000,
  attempts: 2,
  promptsAtATime: 2,
  testsPerShard: 2,
  maxConcurrency: 4,
};
const EVIDENCE = 'evidence/evidence/fraud/v2-release/chat';

/** A model that speaks, a bucket, and judges. */
class PromptWorld {
  readonly server = new ChatServer();
  readonly stored = new Objects();
  readonly asked: JudgeInput[] = [];
  judge: (input: JudgeInput) => unknown = ({ requests }) => ({
    votes: requests.map(({ index }) => ({ index, votes: [true] })),
  });
  elapsed = 0;
  private readonly world: World;
  private tests = 0;

  constructor(ledger: Ledger = ledgerIn('checking')) {
    this.world = new World(ledger);
    this.put(['one', 'two', 'three'].map((word) => ({ vars: { word }, assert: [{ type: 'contains', value: word }] })));
  }

  /** As synth publishes a suite. */
  put(tests: readonly object[], requiredTypes: readonly string[] = []): void {
    const { tests: read, problems } = readSuite(
      { prompts: ['Say {{word}}'], tests },
      { file: 'prompts.yaml', requiredTypes },
    );
    expect(problems).toEqual([]);
    this.tests = read.length;
    const lines = read.map((test, position) => JSON.stringify({ position, test }));
    this.stored.texts.set('assets/prompts.jsonl', lines.join('\n'));
  }

  /** Milliseconds since the release came here. */
  passedMs = 0;

  abort(): void {
    this.world.setLedger(carryOut(this.world.ledger, [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
  }

  call(action: 'split' | 'shard' | 'reduce', members: object = {}, spec: Partial<PromptsSpec> = {}): Promise<any> {
    const clients: PromptSetClients = {
      ...this.world.clients(),
      s3: this.stored.client,
      lambda: { send: async (command: any) => this.invoke(command.input) },
      fetch: (url, init) => fetch(url, init),
      stopwatch: () => (this.elapsed === 0 ? performance.now() : this.elapsed),
      pause: async () => undefined,
    };
    const env = { ...this.world.env, [Env.EVIDENCE_BUCKET]: 'evidence', [Env.TEST_ENDPOINT]: this.server.url };
    const releaseId = this.world.ledger.live === undefined ? RELEASE_1 : RELEASE_2;
    const suite = { ...SPEC.suite, tests: this.tests };
    const event = { action, releaseId, spec: { ...SPEC, suite, ...spec }, ...members } as PromptSetEvent;
    const now = () => new Date(this.world.now().getTime() + this.passedMs);
    return makeHandler({ clients, env, now })(event);
  }

  /** As the workflow does. */
  async whole(spec: Partial<PromptsSpec> = {}): Promise<any> {
    const { shards } = await this.call('split', {}, spec);
    for (const shard of shards) expect(await this.call('shard', { shard }, spec)).toBeNull();
    return this.call('reduce', {}, spec);
  }

  /** How each test went, as the bucket has it. */
  details(shard = 0): any[] {
    const text = this.stored.texts.get(`${EVIDENCE}/results-0000${shard}.jsonl`)!;
    return text.split('\n').map((line) => JSON.parse(line) as object);
  }

  private invoke({ FunctionName, Payload }: { FunctionName: string; Payload: Buffer }): object {
    expect(FunctionName).toBe(JUDGE);
    const input = JSON.parse(Payload.toString()) as JudgeInput;
    this.asked.push(input);
    const output = this.judge(input);
    if (output instanceof Error) return { FunctionError: 'Unhandled', Payload: Buffer.from('{}') };
    return { Payload: Buffer.from(JSON.stringify(output)) };
  }
}

const STREAM: Partial<PromptsSpec> = {
  endpoint: { kind: 'openai-chat', path: '/v1/chat/completions', stream: true, members: '{}' },
};

let world: PromptWorld;
beforeEach(async () => {
  world = new PromptWorld();
  await world.server.open();
});
afterEach(() => world.server.close());

test('split writes tests down in shards; again, the same', async () => {
  expect(await world.call('split')).toEqual({ shards: [0, 1] });
  expect(await world.call('split')).toEqual({ shards: [0, 1] });
  const shard = world.stored.texts.get('evidence/work/fraud/v2-release/chat/shard-00001.jsonl')!;
  expect(JSON.parse(shard)).toMatchObject({ position: 2, test: { prompt: 'Say three' } });
});

test('fails to split a suite of another deploy', async () => {
  const suite = { ...SPEC.suite, tests: 4 };
  await expect(world.call('split', {}, { suite })).rejects.toThrow(/prompts\.yaml must have its 4 tests, got 3/);
});

test('fails a worker that begins after the time of the whole suite, before its first prompt', async () => {
  await world.call('split');
  world.passedMs = 31 * 60_000;
  await expect(world.call('shard', { shard: 0 })).rejects.toThrow(
    'the last worker must begin within 30 minutes, got one 60 s later',
  );
  expect(world.server.requests).toEqual([]);
});

describe('a whole suite', () => {
  test('passes a version that answers as expected, and asks nobody else', async () => {
    expect(await world.whole()).toMatchObject({
      status: 'PASS',
      reason: '3 of 3 prompts answered as expected, mean score 1',
      evidence: {
        tests: 3,
        passed: 3,
        answerMs: { p50: expect.any(Number) },
        whole: expect.stringMatching(/chat\.json$/),
      },
    });
    expect(world.server.requests.map(({ to, path }) => `${to} ${path}`)).toEqual(
      Array(3).fill('green POST /v1/chat/completions'),
    );
    expect(world.server.requests[0].body).toMatchObject({ temperature: 0, messages: [{ role: 'user' }] });
  });

  test('fails a version that says something else, and keeps what it said to itself', async () => {
    world.server.answer = ({ prompt }) => ({ says: prompt.includes('two') ? 'my secret' : prompt });
    const result = await world.whole();
    expect(result).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/^pass rate 0\.6667 is below 1 \(2: contains 0: /),
      evidence: { notPassed: [{ id: '2', outcome: 'fail' }] },
    });
    expect([...world.stored.texts.values()].join('\n')).not.toContain('my secret');
  });

  test('keeps answers in the bucket when asked to, never in the ledger', async () => {
    world.server.answer = () => ({ says: 'my secret' });
    const result = await world.whole({ keepsPayloads: true });
    expect(world.details()[0]).toMatchObject({ output: 'my secret', failing: [{ details: { expected: 'one' } }] });
    expect(JSON.stringify(result)).not.toMatch(/my secret|"expected"/);
    expect(world.stored.texts.get('evidence/evidence/fraud/v2-release/chat.json')).not.toContain('my secret');
  });

  test('fails by one critical test, whatever the pass rate', async () => {
    world.put([
      { vars: { word: 'one' }, assert: [{ type: 'is-json' }], metadata: { critical: true } },
      ...['a', 'b', 'c'].map((word) => ({ vars: { word }, assert: [{ type: 'contains', value: word }] })),
    ]);
    expect(await world.whole({ minimumPassRate: 0.5 })).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/^1 critical tests failed \(1: is-json 0: the answer has to be JSON\)/),
    });
  });

  test('a test passes when it does so in most of its runs', async () => {
    let count = 0;
    world.server.answer = ({ prompt }) => ({ says: (count++ + 1) % 3 === 0 ? 'nonsense' : prompt });
    const repeated = { repeat: 3, promptsAtATime: 1 };
    expect(await world.whole(repeated)).toMatchObject({ status: 'PASS', evidence: { repeat: 3, passed: 3 } });
    expect(world.server.requests).toHaveLength(9);
    world.server.answer = ({ prompt }) => ({ says: count++ % 3 === 0 ? prompt : 'nonsense' });
    expect(await world.whole(repeated)).toMatchObject({ status: 'FAIL' });
  });

  test('plain text goes as it is, or in a body of the user’s', async () => {
    const endpoint = { kind: 'plain-text', path: '/generate', contentType: 'text/plain' } as const;
    world.server.answer = ({ prompt }) => ({ raw: prompt });
    expect(await world.whole({ endpoint })).toMatchObject({ status: 'PASS' });
    expect(world.server.requests[0]).toMatchObject({ path: 'POST /generate', prompt: 'Say one' });
    world.server.answer = ({ body }) => ({ raw: JSON.stringify([{ generated_text: body.inputs }]) });
    const template = '{"inputs":"{{prompt}}"}';
    const answerPath = '[0].generated_text';
    expect(await world.whole({ endpoint: { ...endpoint, template, answerPath } })).toMatchObject({ status: 'PASS' });
  });

  test('cost is counted by the prices', async () => {
    world.put([{ vars: { word: 'a' }, assert: [{ type: 'cost', threshold: 0.01 }] }]);
    world.server.answer = () => ({ says: 'a', usage: { prompt_tokens: 1000, completion_tokens: 1000 } });
    const prices = { input: 1, output: 2 };
    expect(await world.whole({ prices })).toMatchObject({ status: 'PASS' });
    expect(await world.whole({ prices: { input: 1, output: 20 } })).toMatchObject({
      status: 'FAIL',
      reason: expect.stringContaining('cost 0.021 dollars, at most 0.01 dollars allowed'),
    });
    expect(await world.whole({ ...STREAM, prices })).toMatchObject({ status: 'PASS' });
    expect(world.server.requests.at(-1)?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });
});

describe('a stream', () => {
  test('is put together, and its first piece is timed', async () => {
    expect(await world.whole(STREAM)).toMatchObject({
      status: 'PASS',
      evidence: { firstTokenMs: { p50: expect.any(Number) } },
    });
    expect(world.server.requests[0].body.stream_options).toBeUndefined();
  });

  test('fails that breaks off, though all that was expected had come', async () => {
    world.put([{ vars: { word: 'one' }, assert: [{ type: 'contains', value: 'You' }] }]);
    world.server.answer = () => ({ says: 'You said one', breaksOff: true });
    expect(await world.whole(STREAM)).toMatchObject({
      status: 'FAIL',
      evidence: { unanswered: 1, notPassed: [{ error: expect.stringMatching(/the answer broke off|ended before/) }] },
    });
    expect(world.server.requests).toHaveLength(1); // it is the model's answer: with another try it would not show
  });

  test('fails that a server ends without end', async () => {
    world.server.answer = () => ({ raw: 'data: {"choices":[{"index":0,"delta":{"content":"one two three"}}]}\n\n' });
    expect(await world.whole(STREAM)).toMatchObject({ status: 'FAIL' });
  });
});

describe('no answer', () => {
  test.each<[string, () => 'nothing' | 'refuse' | { status: number }, number, RegExp]>([
    ['late', () => 'nothing', 3, /no answer in time/],
    ['nobody takes', () => 'refuse', 6, /nobody answered/],
    ['an overloaded server refuses', () => ({ status: 503 }), 6, /status 503/],
    ['the model can’t give', () => ({ status: 500 }), 3, /the endpoint answered with status 500/],
  ])('fails a prompt that is answered %s', async (_name, answer, requests, error) => {
    world.server.answer = answer;
    const result = await world.whole({ timeoutMs: answer() === 'nothing' ? 400 : 5_000 });
    expect(result).toMatchObject({ status: 'FAIL', evidence: { unanswered: 3 } });
    expect(result.evidence.notPassed[0].error).toMatch(error);
    expect(world.server.requests).toHaveLength(requests);
  });

  test('tries a busy server again', async () => {
    const seen = new Set<string>();
    world.server.answer = ({ prompt }) => {
      if (seen.has(prompt)) return { says: prompt };
      seen.add(prompt);
      return { status: 429 };
    };
    expect(await world.whole()).toMatchObject({ status: 'PASS' });
  });
});

describe('judges', () => {
  const judges = [{ functionArn: JUDGE, types: ['javascript', 'llm-rubric'], votes: 1 }];
  const RUBRIC = { type: 'llm-rubric', value: 'polite' };
  const CODE = { type: 'not-javascript', value: 'output.length > 99' };

  test('are asked what the check can’t judge, with promptfoo’s context', async () => {
    world.put([{ vars: { word: 'one' }, assert: [{ type: 'contains', value: 'one' }, CODE] }]);
    world.judge = ({ requests }) => ({ votes: requests.map(({ index }) => ({ index, votes: [false] })) });
    expect(await world.whole({ judges })).toMatchObject({ status: 'PASS' });
    expect(world.asked).toMatchObject([
      {
        requests: [
          {
            index: '1',
            by: 'user',
            question: {
              output: 'You said: Say one',
              context: { prompt: 'Say one', vars: { word: 'one' } },
              assertion: { type: 'javascript', value: 'output.length > 99' },
            },
          },
        ],
      },
    ]);
  });

  test.each<[string, unknown]>([
    ['fails', new Error('boom')],
    ['answers nonsense', 'fine'],
    ['leaves the question out', { votes: [] }],
    ['votes nonsense', { votes: [{ index: '0', votes: ['maybe'] }] }],
  ])('fails to pass when a required judge %s', async (_name, output) => {
    world.put([{ vars: { word: 'one' }, assert: [{ type: 'javascript', value: 'true' }] }]);
    world.judge = () => output;
    expect(await world.whole({ judges })).toMatchObject({ status: 'INSUFFICIENT_DATA', evidence: { undecided: 1 } });
  });

  test('an advisory one decides nothing, a required one does', async () => {
    world.judge = ({ requests }) => ({ votes: requests.map(({ index }) => ({ index, votes: [{ pass: false }] })) });
    const tests = [{ vars: { word: 'one' }, assert: [{ type: 'contains', value: 'one' }, RUBRIC] }];
    world.put(tests);
    expect(await world.whole({ judges })).toMatchObject({ status: 'PASS' });
    world.put(tests, ['llm-rubric']);
    expect(await world.whole({ judges })).toMatchObject({ status: 'FAIL' });
  });

  test('more votes than were asked for do not help', async () => {
    world.put([{ vars: { word: 'one' }, assert: [RUBRIC] }], ['llm-rubric']);
    world.judge = ({ requests }) => ({ votes: requests.map(({ index }) => ({ index, votes: [false, true, true] })) });
    expect(await world.whole({ judges })).toMatchObject({ status: 'FAIL' });
  });

  test('what nobody judges is named', async () => {
    world.put([{ vars: { word: 'one' }, assert: [{ type: 'contains', value: 'one' }, RUBRIC] }]);
    expect(await world.whole({ notJudged: ['llm-rubric'] })).toMatchObject({ evidence: { notJudged: ['llm-rubric'] } });
    expect(world.asked).toEqual([]);
  });
});

describe('compared with the live version', () => {
  const compared: Partial<PromptsSpec> = { comparesWithLive: true, minimumPassRate: 0.1, testsPerShard: 100 };
  beforeEach(() => {
    const words = Array.from({ length: 10 }, (_, index) => `word${index}.`);
    world.put(words.map((word) => ({ vars: { word }, assert: [{ type: 'contains', value: word }] })));
  });

  test('fails a version that is worse, though it reaches the rate', async () => {
    world.server.answer = ({ to, prompt }) => ({ says: to === 'green' && /[3-9]/.test(prompt) ? 'no' : prompt });
    expect(await world.whole(compared)).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/^worse than the live version \(7 got worse, 0 better, chance 0\.0078/),
      evidence: { sides: { onlyLive: 7, bothPass: 3 } },
    });
  });

  test('passes one that is as good', async () => {
    world.server.answer = ({ prompt }) => ({ says: /[3-9]/.test(prompt) ? 'no' : prompt });
    expect(await world.whole(compared)).toMatchObject({ status: 'PASS', evidence: { sides: { bothFail: 7 } } });
    expect(world.server.requests).toHaveLength(20);
  });

  test('fails to pass when the live version does not answer', async () => {
    world.server.answer = ({ to, prompt }) => (to === 'blue' ? { status: 500 } : { says: prompt });
    expect(await world.whole(compared)).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: expect.stringMatching(/^0 of 10 prompts could be compared with the live version/),
    });
  });
});

test('a first release keeps the same limits, and is compared with nothing', async () => {
  world.server.close();
  world = new PromptWorld(firstLedgerIn('checking'));
  await world.server.open();
  expect(await world.whole({ comparesWithLive: true })).toMatchObject({ status: 'PASS' });
  expect(world.server.requests).toHaveLength(3);
  world.server.answer = () => ({ says: 'no' });
  expect(await world.whole({ comparesWithLive: true })).toMatchObject({ status: 'FAIL' });
});

describe('what ends a worker', () => {
  test.each(['split', 'shard', 'reduce'] as const)('fails to %s after an abort', async (action) => {
    await world.whole();
    world.abort();
    await expect(world.call(action, { shard: 0 })).rejects.toMatchObject({ name: 'ReleaseAborted' });
  });

  test('fails at the next repetition after an abort', async () => {
    await world.call('split');
    world.elapsed = 1;
    world.server.answer = ({ prompt }) => {
      world.elapsed += 20_000;
      world.abort();
      return { says: prompt };
    };
    await expect(world.call('shard', { shard: 0 }, { repeat: 5, promptsAtATime: 1 })).rejects.toMatchObject({
      name: 'ReleaseAborted',
    });
    expect(world.server.requests).toHaveLength(1);
  });

  test('fails when its time is over, before Lambda ends it', async () => {
    await world.call('split');
    world.elapsed = 1;
    world.server.answer = ({ prompt }) => {
      world.elapsed += 800_000;
      return { says: prompt };
    };
    await expect(world.call('shard', { shard: 0 }, { promptsAtATime: 1, timeoutMs: 100_000 })).rejects.toThrow(
      /must send its 2 items in 770 s, got 1 done; use fewer testsPerShard/,
    );
  });

  test('fails when the counts are not those of the suite', async () => {
    await world.whole();
    const key = 'evidence/work/fraud/v2-release/chat/counts-0000';
    world.stored.texts.set(`${key}1.json`, world.stored.texts.get(`${key}0.json`)!);
    await expect(world.call('reduce')).rejects.toThrow(/must have the 3 tests of the suite, got 4/);
  });
});

test.each<[string, object]>([
  ['no shard', { action: 'shard' }],
  ['another action', { action: 'send' }],
  ['a path of another host', { action: 'split', spec: { ...SPEC, endpoint: { ...SPEC.endpoint, path: '//host' } } }],
])('fails for %s', async (_name, members) => {
  await expect(world.call('split', members)).rejects.toMatchObject({ name: 'InvalidInput' });
});
