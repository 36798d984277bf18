import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Env, GoldenSetEvent, GoldenSetSpec } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { makeHandler } from '../../lib/handlers/golden-set';
import { ShardClients } from '../../lib/handlers/shared/shards/context';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { Objects } from './world/objects';
import { World } from './world/world';

const SPEC: GoldenSetSpec = {
  kind: 'golden-set',
  name: 'payments',
  dataset: {
    bucket: 'sets',
    key: 'payments.jsonl',
    fileName: 'payments.jsonl',
    options: { inputPath: 'payment', expectedPath: 'fraud' },
  },
  rules: [{ kind: 'label', path: 'fraud' }],
  minimumItems: 1,
  minimumCoveragePercent: 95,
  path: '/predict',
  timeoutMs: 5_000, // of a busy machine
  attempts: 2,
  itemsAtATime: 3,
  itemsPerShard: 4,
  maxConcurrency: 10,
};
const WORK = 'work/fraud/v2-release/payments';

/** Answers of a model: status and body, or nothing at all. */
type Answer = { readonly status?: number; readonly body?: unknown } | 'nothing';

/** A model of both environments behind one listener, and a bucket. */
class GoldenWorld {
  private readonly stored = new Objects();
  readonly objects = this.stored.texts;
  readonly requests: { readonly to: string; readonly path: string; readonly payment: number }[] = [];
  answer: (to: string, payment: number) => Answer = (_to, payment) => ({ body: { fraud: payment > 5 } });
  elapsed = 0;
  /** Milliseconds since the release came here. */
  passedMs = 0;
  private readonly world: World;
  private server!: Server;

  constructor(ledger: Ledger = ledgerIn('checking')) {
    this.world = new World(ledger);
    this.put(Array.from({ length: 10 }, (_, index) => ({ payment: { id: index }, fraud: index > 5 })));
  }

  put(items: readonly object[]): void {
    this.objects.set('sets/payments.jsonl', items.map((item) => JSON.stringify(item)).join('\n'));
  }

  async open(): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { id: number };
        const to = request.headers['x-model-environment'] as string;
        this.requests.push({ to, path: `${request.method} ${request.url}`, payment: id });
        const answer = this.answer(to, id);
        if (answer === 'nothing') return;
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  abort(): void {
    this.world.setLedger(carryOut(this.world.ledger, [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
  }

  call(action: 'split' | 'shard' | 'reduce', members: object = {}, spec: Partial<GoldenSetSpec> = {}): Promise<any> {
    const clients: ShardClients = {
      ...this.world.clients(),
      s3: this.stored.client,
      fetch: (url, init) => fetch(url, init),
      stopwatch: () => this.elapsed,
      pause: async () => undefined,
    };
    const { port } = this.server.address() as AddressInfo;
    const env = {
      ...this.world.env,
      [Env.EVIDENCE_BUCKET]: 'evidence',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      [Env.TEST_ENDPOINT]: `http://127.0.0.1:${port}`,
    };
    const releaseId = this.world.ledger.live === undefined ? RELEASE_1 : RELEASE_2;
    const event = { action, releaseId, spec: { ...SPEC, ...spec }, ...members } as GoldenSetEvent;
    const now = () => new Date(this.world.now().getTime() + this.passedMs);
    return makeHandler({ clients, env, now })(event);
  }

  /** As the workflow does. */
  async whole(spec: Partial<GoldenSetSpec> = {}): Promise<any> {
    const { shards } = await this.call('split', {}, spec);
    for (const shard of shards) expect(await this.call('shard', { shard }, spec)).toBeNull();
    return this.call('reduce', {}, spec);
  }
}

let world: GoldenWorld;
beforeEach(async () => void (world = await new GoldenWorld().open()));
afterEach(() => world.close());

describe('the time of the whole set', () => {
  const MINUTE = 60_000;

  test('is a quarter of an hour for each row of workers, and one more', async () => {
    await world.call('split', {}, { maxConcurrency: 2 }); // three shards: two rows
    world.passedMs = 45 * MINUTE;
    expect(await world.call('shard', { shard: 2 })).toBeNull();
  });

  test('fails a worker that begins after it, before its first request', async () => {
    await world.call('split', {}, { maxConcurrency: 2 });
    world.passedMs = 46 * MINUTE;
    await expect(world.call('shard', { shard: 2 })).rejects.toThrow(
      'the last worker must begin within 45 minutes, got one 60 s later; use smaller shards or a higher maxConcurrency',
    );
    expect(world.requests).toEqual([]);
  });
});

describe('split', () => {
  test('writes shards of items, and answers their numbers; again, the same', async () => {
    expect(await world.call('split')).toEqual({ shards: [0, 1, 2] });
    expect(await world.call('split')).toEqual({ shards: [0, 1, 2] });
    const sizes = [0, 1, 2].map((n) => world.objects.get(`evidence/${WORK}/shard-0000${n}.jsonl`)!.split('\n').length);
    expect(sizes).toEqual([4, 4, 2]);
    expect(JSON.parse(world.objects.get(`evidence/${WORK}/set.json`)!)).toMatchObject({
      ...{ shards: 3, items: 10, etag: '"1"' },
    });
  });

  test('closes a shard that has few items but is large', async () => {
    const text = 'x'.repeat(5 * 1024 * 1024);
    world.put([1, 2, 3].map((id) => ({ payment: { id, text }, fraud: true })));
    expect(await world.call('split')).toEqual({ shards: [0, 1] });
  });

  test('fails with file and line for a record that is none', async () => {
    world.objects.set('sets/payments.jsonl', '{"payment":{},"fraud":true}\n{"payment":{}}');
    await expect(world.call('split')).rejects.toMatchObject({
      name: 'DatasetError',
      message: expect.stringMatching(/^payments\.jsonl:2: a record must have a value at expectedPath, got none/),
    });
  });

  test('fails with the name of an object that can’t be read', async () => {
    world.objects.clear();
    await expect(world.call('split')).rejects.toThrow(
      /must be readable at s3:\/\/sets\/payments\.jsonl, got AccessDenied; put it there/,
    );
  });
});

describe('a whole set', () => {
  test('passes a version that is as good as the live one, to which the same items went', async () => {
    expect(await world.whole()).toMatchObject({
      status: 'PASS',
      exempt: false,
      evidence: {
        items: 10,
        right: 10,
        pairs: 10,
        cost: { lambdaRequests: 6, stateTransitions: 11, s3Puts: 8 },
        whole: 'evidence/fraud/v2-release/payments.json',
      },
    });
    for (const to of ['blue', 'green']) {
      const paid = world.requests.filter((each) => each.to === to).map(({ payment }) => payment);
      expect(paid.sort((one, two) => one - two)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(new Set(world.requests.map(({ path }) => path))).toEqual(new Set(['POST /predict']));
    const whole = JSON.parse(world.objects.get('evidence/evidence/fraud/v2-release/payments.json')!);
    expect(whole).toMatchObject({ status: 'PASS', live: 'blue', environment: 'green', dataset: { etag: '"1"' } });
  });

  test('fails a version that is worse than the live one', async () => {
    world.answer = (to, payment) => ({ body: { fraud: to === 'green' ? payment < 9 : payment > 5 } });
    const result = await world.whole();
    expect(result).toMatchObject({ status: 'FAIL', evidence: { right: 3, worse: 7 } });
    expect(result.evidence.failing[0]).toMatchObject({ id: 'line-1', outcome: 'wrong', live: 'right' });
  });

  test('fails a version that does not answer', async () => {
    world.answer = (to, payment) => (to === 'green' ? 'nothing' : { body: { fraud: payment > 5 } });
    expect(await world.whole({ attempts: 1, timeoutMs: 400 })).toMatchObject({
      status: 'FAIL',
      evidence: { errors: 10 },
    });
  });

  test('has insufficient data when the live version does not answer', async () => {
    world.answer = (to, payment) => (to === 'blue' ? { status: 500 } : { body: { fraud: payment > 5 } });
    expect(await world.whole()).toMatchObject({ status: 'INSUFFICIENT_DATA', exempt: false });
  });

  test.each([429, 502, 503, 504])('tries status %d again', async (status) => {
    const seen = new Set<string>();
    world.answer = (to, payment) => {
      const isFirst = !seen.has(`${to}${payment}`);
      seen.add(`${to}${payment}`);
      return isFirst ? { status } : { body: { fraud: payment > 5 } };
    };
    expect(await world.whole()).toMatchObject({ status: 'PASS' });
    expect(world.requests).toHaveLength(40);
  });

  test('does not try the model’s own error again', async () => {
    world.answer = () => ({ status: 500 });
    await world.whole();
    expect(world.requests).toHaveLength(20);
  });

  test('fails when the counts are not those of the set', async () => {
    await world.whole();
    world.objects.set(`evidence/${WORK}/counts-00002.json`, world.objects.get(`evidence/${WORK}/counts-00000.json`)!);
    await expect(world.call('reduce')).rejects.toThrow(/must have the 10 items of the set, got 12/);
  });
});

describe('a first release', () => {
  beforeEach(async () => {
    world.close();
    world = await new GoldenWorld(firstLedgerIn('checking')).open();
  });

  test('is sent to the candidate only, and goes on without a minimum', async () => {
    expect(await world.whole()).toMatchObject({ status: 'INSUFFICIENT_DATA', exempt: true });
    expect(new Set(world.requests.map(({ to }) => to)).size).toBe(1);
  });

  test('passes by the minimum', async () => {
    expect(await world.whole({ minimumScorePercent: 90 })).toMatchObject({ status: 'PASS' });
  });

  test('fails below the minimum, and is not let through when nothing is right', async () => {
    world.answer = () => ({ status: 500 });
    expect(await world.whole({ minimumScorePercent: 90 })).toMatchObject({ status: 'FAIL' });
    expect(await world.whole()).toMatchObject({ status: 'INSUFFICIENT_DATA', exempt: false });
  });
});

describe('what ends a worker', () => {
  test.each(['split', 'shard', 'reduce'] as const)('fails to %s after an abort', async (action) => {
    await world.whole();
    world.abort();
    await expect(world.call(action, { shard: 0 })).rejects.toMatchObject({ name: 'ReleaseAborted' });
  });

  test('fails at the next look after an abort', async () => {
    await world.call('split');
    world.answer = (_to, payment) => {
      world.elapsed += 20_000;
      world.abort();
      return { body: { fraud: payment > 5 } };
    };
    await expect(world.call('shard', { shard: 0 }, { itemsAtATime: 1 })).rejects.toMatchObject({
      name: 'ReleaseAborted',
    });
    expect(world.requests).toHaveLength(2);
  });

  test('fails when its time is over, before Lambda ends it', async () => {
    await world.call('split');
    world.answer = () => {
      world.elapsed += 400_000;
      return {};
    };
    await expect(world.call('shard', { shard: 0 }, { itemsAtATime: 1 })).rejects.toThrow(
      /must send its 4 items in 780 s, got \d done; use fewer itemsPerShard/,
    );
  });

  test('fails for a path of an item that is another server', async () => {
    await world.call('split', {}, {});
    const key = `evidence/${WORK}/shard-00000.jsonl`;
    const item = JSON.parse(world.objects.get(key)!.split('\n')[0]);
    world.objects.set(key, JSON.stringify({ ...item, request: { ...item.request, path: '//example.com/' } }));
    await expect(world.call('shard', { shard: 0 })).rejects.toThrow(/path of an item must start with a single \//);
  });
});

test.each<[string, object]>([
  ['no shard', { action: 'shard' }],
  ['another action', { action: 'send' }],
  ['a rule that is none', { action: 'split', spec: { ...SPEC, rules: [{ kind: 'like', path: 'a' }] } }],
  ['a path of another host', { action: 'split', spec: { ...SPEC, path: '//example.com' } }],
])('fails for %s', async (_name, members) => {
  await expect(world.call('split', members)).rejects.toMatchObject({ name: 'InvalidInput' });
});
