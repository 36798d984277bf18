import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  ApprovalAnswer,
  ApprovalSpec,
  ParitySpec,
  SmokeRequest,
  SmokeSpec,
  Verdict,
  WarmUpSpec,
} from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { LedgerStore } from '../../lib/handlers/shared/ledger-store';
import { Ledger } from '../../lib/core/ledger/ledger';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2, T0 } from '../core/ledger/ledgers';
import { World } from './world/world';

const PARITY: ParitySpec = {
  kind: 'parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: ['THRESHOLD'],
  containerName: 'model',
};

function smoke(requests: readonly Partial<SmokeRequest>[], members: Partial<SmokeSpec> = {}): SmokeSpec {
  const full = requests.map((request, index) => ({
    name: `request-${index}`,
    method: 'POST' as const,
    path: '/predict?a=1',
    expectedStatus: 200,
    ...request,
  }));
  return { kind: 'smoke', name: 'smoke', requests: full, attempts: 1, timeoutMs: 5000, ...members };
}

describe('parity', () => {
  /** v1 in blue and v2 in green, each with its registered task definition. */
  function parityWorld(idle: object = {}): World {
    const ledger = ledgerIn('checking');
    const world = new World(ledger);
    const container = (image: string, environment: object[]) => ({ name: 'model', image, environment });
    const live = world.ecs.register({
      family: 'fraud-blue',
      cpu: '1024',
      containerDefinitions: [container('a', [{ name: 'LOG', value: 'info' }])],
    });
    const own = world.ecs.register({
      family: 'fraud-green',
      cpu: '1024',
      containerDefinitions: [
        container('b', [
          { name: 'THRESHOLD', value: '0.5' },
          { name: 'LOG', value: 'info' },
        ]),
      ],
      ...idle,
    });
    const withArns: Ledger = {
      ...ledger,
      live: { ...ledger.live!, copyArn: live },
      release: { ...ledger.release!, copyArn: own },
    };
    world.setLedger(withArns);
    return world;
  }
  const call = (world: World, spec: ParitySpec = PARITY, releaseId = RELEASE_2) => run(world, spec, releaseId);

  test('passes when only what the version declares differs', async () => {
    const world = parityWorld();
    await expect(call(world)).resolves.toMatchObject({ check: 'parity', status: 'PASS' });
    expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'parity', status: 'PASS' }]);
    expect(world.history).toEqual(['check-parity']);
  });

  test('fails when the size differs, and passes when that is allowed', async () => {
    const verdict = await call(parityWorld({ cpu: '256' }));
    expect(verdict).toMatchObject({
      status: 'FAIL',
      evidence: { differences: [{ path: 'cpu', live: '1024', idle: '256' }] },
    });
    await expect(call(parityWorld({ cpu: '256' }), { ...PARITY, allowedDifferences: ['cpu'] })).resolves.toMatchObject({
      status: 'PASS',
    });
  });

  test('compares services and target groups on the first release', async () => {
    const world = new World(firstLedgerIn('checking'));
    const verdict = await call(world, PARITY, RELEASE_1);
    expect(verdict).toMatchObject({ status: 'PASS', reason: expect.stringContaining('was not compared') });
    expect(world.calls).not.toContain('DescribeTaskDefinition');
  });

  test.each<[string, (world: World) => unknown]>([
    ['service', (world) => delete world.ecs.services['fraud-blue']],
    [
      'task definition',
      (world) => world.setLedger({ ...world.ledger, live: { ...world.ledger.live!, copyArn: 'arn:gone' } }),
    ],
  ])('has insufficient data without a %s', async (_name, given) => {
    const world = parityWorld();
    given(world);
    await expect(call(world)).resolves.toMatchObject({ status: 'INSUFFICIENT_DATA' });
  });
});

describe('smoke', () => {
  let server: Server;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;
  let seen: { url?: string; environment?: string | string[]; body: string }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ url: request.url, environment: request.headers['x-model-environment'], body });
        respond(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    seen = [];
    respond = (_request, response) => response.end('{"score":0.71,"label":"fraud"}');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const call = (spec: SmokeSpec | WarmUpSpec, world = new World(ledgerIn('provisioning'))): Promise<Verdict> => {
    const { port } = server.address() as AddressInfo;
    return run(world, spec, RELEASE_2, `http://127.0.0.1:${port}`);
  };
  const schema = { type: 'object', required: ['score'], properties: { score: { type: 'number', maximum: 1 } } };

  test('addresses the idle environment and passes when every answer is right', async () => {
    const world = new World(ledgerIn('provisioning'));
    const request = {
      body: '{"amount":1}',
      headers: { 'x-model-environment': 'blue' },
      schema,
      expectedValues: [{ path: 'score', value: 0.7, tolerance: 0.02 }],
    };
    await expect(call(smoke([request, { method: 'GET', body: undefined }]), world)).resolves.toMatchObject({
      status: 'PASS',
    });
    expect(seen).toEqual([
      { url: '/predict?a=1', environment: 'green', body: '{"amount":1}' },
      { url: '/predict?a=1', environment: 'green', body: '' },
    ]);
    expect(world.ledger.release).toMatchObject({ phase: 'checking', verdicts: [{ check: 'smoke' }] });
  });

  test.each<[string, Partial<SmokeRequest>, RegExp]>([
    ['the status', { expectedStatus: 201 }, /status must be 201, got 200/],
    ['the schema', { schema: { ...schema, required: ['missing'] } }, /schema at \/ \(required\)/],
    [
      'a schema of draft 07',
      {
        schema: {
          ...schema,
          $schema: 'http://json-schema.org/draft-07/schema#',
          properties: { score: { type: 'string' } },
        },
      },
      /\/score \(type\)/,
    ],
    ['a value', { expectedValues: [{ path: 'label', value: 'ok' }] }, /value at label/],
    [
      'a number out of tolerance',
      { expectedValues: [{ path: 'score', value: 0.9, tolerance: 0.1 }] },
      /value at score .*tolerance 0.1/,
    ],
  ])('fails on %s, without the values of the answer', async (_name, request, reason) => {
    const verdict = await call(smoke([{ name: 'first' }, { name: 'bad', ...request }]));
    expect(verdict).toMatchObject({ status: 'FAIL', reason: expect.stringMatching(/^1 of 2 requests failed; bad: /) });
    expect(verdict.reason).toMatch(reason);
    expect(JSON.stringify(verdict)).not.toMatch(/0\.71|fraud"/);
  });

  test('tries again as often as it may', async () => {
    let failures = 2;
    respond = (_request, response) => {
      response.statusCode = failures-- > 0 ? 503 : 200;
      response.end('{}');
    };
    await expect(call(smoke([{}], { attempts: 2 }))).resolves.toMatchObject({ status: 'FAIL' });
    failures = 1;
    await expect(call(smoke([{}], { attempts: 2 }))).resolves.toMatchObject({ status: 'PASS' });
  });

  test('later requests have what earlier ones captured; what needs a value that is not there is not sent', async () => {
    respond = (request, response) =>
      response.end(request.url === '/sessions' ? '{"id":"s 1"}' : '{"answers":{"first":7}}');
    const open = { path: '/sessions', capture: { id: 'id' } };
    const ask = { path: '/sessions/{{id}}/ask', body: '{"n":"{{id}}"}', capture: { n: 'answers.first' } };
    await expect(call(smoke([open, ask, { path: '/x', body: '{"n":"{{n}}"}' }]))).resolves.toMatchObject({
      status: 'PASS',
    });
    expect(seen.map(({ url, body }) => [url, body]).slice(1)).toEqual([
      ['/sessions/s%201/ask', '{"n":"s 1"}'],
      ['/x', '{"n":7}'],
    ]);
    seen = [];
    const verdict = await call(smoke([{ ...open, capture: { id: 'missing' } }, ask, { path: '/y' }]));
    expect(seen.map(({ url }) => url)).toEqual(['/sessions', '/y']);
    expect(verdict).toMatchObject({
      status: 'FAIL',
      reason: '2 of 3 requests failed; request-0: nothing at missing for {{id}}',
      evidence: {
        requests: [{ ok: false }, { failures: ['not sent: no request before it found {{id}}'] }, { ok: true }],
      },
    });
  });

  test('tells of the tries that failed before, and of the headers that it expects', async () => {
    let failures = 1;
    respond = (_request, response) => {
      response.writeHead(failures-- > 0 ? 503 : 200, { 'x-model': '1.3' });
      response.end('{}');
    };
    const requests = [{ expectedHeaders: { 'X-Model': '1.*' } }];
    await expect(call(smoke(requests, { attempts: 3 }))).resolves.toMatchObject({
      status: 'PASS',
      evidence: { requests: [{ tries: 2, earlierTries: [{ status: 503, failure: 'status must be 200, got 503' }] }] },
    });
  });

  test('fails when no answer comes in time, and does not follow redirects', async () => {
    respond = () => undefined;
    await expect(call(smoke([{}], { timeoutMs: 30 }))).resolves.toMatchObject({
      reason: expect.stringContaining('no answer within 30 ms'),
    });
    respond = (_request, response) => response.writeHead(302, { location: 'http://elsewhere.example' }).end();
    await expect(call(smoke([{}]))).resolves.toMatchObject({ reason: expect.stringContaining('got 302') });
  });

  test('fails when nothing listens', async () => {
    const verdict = await run(new World(ledgerIn('provisioning')), smoke([{}]), RELEASE_2, 'http://127.0.0.1:1');
    expect(verdict).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/no answer: (ECONNREFUSED|TypeError)/),
    });
  });

  test('has insufficient data without requests', async () => {
    await expect(call(smoke([]))).resolves.toMatchObject({ status: 'INSUFFICIENT_DATA' });
  });

  test('fails after an abort before it sends anything', async () => {
    const world = new World(carryOut(ledgerIn('checking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(call(smoke([{}]), world)).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(seen).toEqual([]);
  });

  test.each([['//elsewhere.example/x'], ['http://elsewhere.example']])(
    'fails on the path %s, which would leave the model',
    async (path) => {
      await expect(call(smoke([{ path }]))).rejects.toMatchObject({ name: 'InvalidInput' });
    },
  );

  describe('warm-up', () => {
    const warm = (members: Partial<WarmUpSpec> = {}): WarmUpSpec => ({
      kind: 'warm-up',
      name: 'warm-up',
      requests: ['/a', '/b', '/c'].map((path) => ({ method: 'POST', path, body: path })),
      count: 50,
      concurrency: 7,
      untilSteady: false,
      maxSeconds: 60,
      timeoutMs: 5000,
      ...members,
    });

    test('sends its requests to the idle environment in turn, as many at a time as it may', async () => {
      let underWay = 0;
      let most = 0;
      respond = (_request, response) => {
        most = Math.max(most, ++underWay);
        setTimeout(() => {
          underWay--;
          response.end('{}');
        }, 2);
      };
      const world = new World(ledgerIn('provisioning'));
      await expect(call(warm(), world)).resolves.toMatchObject({
        status: 'PASS',
        evidence: { sent: 70, failed: 0 },
      });
      expect(most).toBe(7);
      expect(seen.every(({ environment }) => environment === 'green')).toBe(true);
      const count = (path: string) => seen.filter(({ url, body }) => url === path && body === path).length;
      expect([count('/a'), count('/b'), count('/c')]).toEqual([24, 23, 23]);
      expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'warm-up', status: 'PASS' }]);
    });

    test('goes on after its count while answers get faster', async () => {
      let answered = 0;
      respond = (_request, response) => {
        const pause = Math.max(2, 30 - Math.floor(answered++ / 2));
        setTimeout(() => response.end('{}'), pause);
      };
      const verdict = await call(warm({ count: 1, untilSteady: true }));
      expect(verdict).toMatchObject({ status: 'PASS', evidence: { steady: true } });
      expect(seen.length).toBeGreaterThan(60);
    });

    test('fails when the model refuses the last of its requests', async () => {
      let answered = 0;
      respond = (_request, response) => response.writeHead(++answered > 45 ? 400 : 200).end();
      await expect(call(warm({ concurrency: 1 }))).resolves.toMatchObject({
        status: 'FAIL',
        reason: 'of 60 requests 15 of the last 20 failed; the first of them: status 400',
      });
    });

    test('has insufficient data when the time ends first, and sends nothing after that', async () => {
      respond = (_request, response) => void setTimeout(() => response.end(), 150);
      const verdict = await call(warm({ maxSeconds: 1, concurrency: 1 }));
      expect(verdict).toMatchObject({
        status: 'INSUFFICIENT_DATA',
        reason: expect.stringMatching(/^\d of 50 requests/),
      });
      expect(seen.length).toBeLessThanOrEqual(7);
    });
  });
});

describe('approval', () => {
  const spec: ApprovalSpec = { kind: 'approval', name: 'sign-off', timeoutSeconds: 600 };
  const look = (world: World) => run(world, spec, RELEASE_2);
  const answer = (world: World, decision: ApprovalAnswer['decision'], askedAt = T0) =>
    LedgerStore.fromEnv(world.clients().dynamodb, world.env, () => world.time).answerApproval(
      { releaseId: RELEASE_2, check: 'sign-off', askedAt },
      { decision, by: 'ada', reason: 'fine', at: world.time.toISOString() },
    );

  test('does not know answers to another question, such as one of a release with the same name', async () => {
    const world = new World(ledgerIn('checking'));
    await answer(world, 'approve', '2025-01-01T00:00:00.000Z');
    expect(await look(world)).toMatchObject({ status: 'PENDING' });
    expect(await look(world)).toMatchObject({ status: 'PENDING' });
  });

  test('has insufficient data when the answer comes too late', async () => {
    const world = new World(ledgerIn('checking'));
    await look(world);
    world.time = new Date(world.time.getTime() + 601_000);
    await answer(world, 'approve');
    expect(await look(world)).toMatchObject({ status: 'INSUFFICIENT_DATA' });
  });

  test('waits for an answer, which ends it for good', async () => {
    const world = new World(ledgerIn('checking'));
    expect(await look(world)).toMatchObject({ status: 'PENDING', waitSeconds: 15, exempt: false });
    const { revision } = world.ledger;
    expect(await look(world)).toMatchObject({ status: 'PENDING' });
    expect(world.ledger.revision).toBe(revision); // nothing new, nothing written
    await answer(world, 'approve');
    expect(await look(world)).toMatchObject({ status: 'PASS', waitSeconds: 0 });
    expect(await answer(world, 'decline')).toMatchObject({ decision: 'approve' });
    expect(await look(world)).toMatchObject({ status: 'PASS', reason: 'ada approved: fine' });
  });

  test('is not needed where only versions are approved that nobody goes back behind', async () => {
    const world = new World(ledgerIn('checking'));
    const only: ApprovalSpec = { ...spec, when: 'roll-forward-only' };
    const verdict = { check: 'data-contract', status: 'PASS', reason: 'r', evidence: {}, keepsContract: true } as const;
    world.setLedger(carryOut(world.ledger, [{ kind: 'record-verdict', releaseId: RELEASE_2, verdict }]));
    expect(await run(world, only, RELEASE_2)).toMatchObject({ status: 'PASS', waitSeconds: 0 });
  });

  test('fails to pass by itself where nothing tells that callers are still served', async () => {
    const world = new World(ledgerIn('checking'));
    expect(await run(world, { ...spec, when: 'roll-forward-only' }, RELEASE_2)).toMatchObject({ status: 'PENDING' });
  });

  test('fails when somebody declines', async () => {
    const world = new World(ledgerIn('checking'));
    await look(world);
    await answer(world, 'decline');
    expect(await look(world)).toMatchObject({ status: 'FAIL', reason: 'ada declined: fine' });
  });

  test('has insufficient data when the time is over', async () => {
    const world = new World(ledgerIn('checking'));
    await look(world);
    world.time = new Date(world.time.getTime() + 600_000);
    expect(await look(world)).toMatchObject({ status: 'INSUFFICIENT_DATA', waitSeconds: 0 });
  });

  test('fails after an abort, although somebody approved', async () => {
    const world = new World(ledgerIn('checking'));
    await look(world);
    await answer(world, 'approve');
    world.setLedger(carryOut(world.ledger, [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(look(world)).rejects.toMatchObject({ name: 'ReleaseAborted' });
  });
});

describe('record', () => {
  const record = (world: World, members: object) =>
    makeHandler({ ...world.deps(), clients: { ...world.clients(), fetch, stopwatch: () => 0 } })({
      action: 'record',
      releaseId: RELEASE_2,
      name: 'bias',
      ...members,
    });

  test.each<[string, object, object]>([
    ['an answer', { result: { status: 'PASS', reason: 'fine' } }, { status: 'PASS', reason: 'fine' }],
    ['an answer that is none', { result: 'fine' }, { status: 'INSUFFICIENT_DATA' }],
    ['no answer', { cause: { Error: 'States.Timeout', Cause: '' } }, { status: 'INSUFFICIENT_DATA' }],
    ['advice', { advisory: true, result: { status: 'FAIL', reason: 'bad' } }, { status: 'FAIL', advisory: true }],
  ])('keeps %s in the ledger', async (_name, members, verdict) => {
    const world = new World(ledgerIn('checking'));
    expect(await record(world, members)).toMatchObject({ check: 'bias', ...verdict });
    expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'bias', ...verdict }]);
  });

  test('fails after an abort', async () => {
    const world = new World(carryOut(ledgerIn('checking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(record(world, { result: { status: 'PASS', reason: 'fine' } })).rejects.toMatchObject({
      name: 'ReleaseAborted',
    });
  });
});

test('the verdict of an advisory check says so', async () => {
  const world = new World(ledgerIn('provisioning'));
  const verdict = await run(world, smoke([{}], { advisory: true }), RELEASE_2, 'http://127.0.0.1:1');
  expect(verdict).toMatchObject({ status: 'FAIL', advisory: true });
  expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'smoke', status: 'FAIL', advisory: true }]);
});

function run(
  world: World,
  spec: ApprovalSpec | ParitySpec | SmokeSpec | WarmUpSpec,
  releaseId: string,
  endpoint?: string,
): Promise<Verdict> {
  const clients = {
    ...world.clients(),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
  };
  const env = { ...world.env, ...(endpoint === undefined ? {} : { TEST_ENDPOINT: endpoint }) };
  return makeHandler({ ...world.deps(), clients, env })({ action: 'check', releaseId, spec }) as Promise<Verdict>;
}
