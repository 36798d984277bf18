import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Env, LoadRules, LoadTestSpec } from '../../../lib/contract';
import { NO_LOAD_COUNTS } from '../../../lib/core/load/counts';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { makeHandler } from '../../../lib/handlers/load-worker';
import { LoadClients } from '../../../lib/handlers/load-worker/context';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../../core/ledger/ledgers';
import { awsError } from '../world/calls';
import { World } from '../world/world';

const RULES: LoadRules = {
  name: 'peak',
  peakRps: 100,
  beyondPeak: false,
  stageSeconds: 5,
  rpsPerWorker: 50,
  timeoutMs: 60_000,
  limits: { p50Ms: 60_000, maxErrorPercent: 1 },
};
const SPEC: LoadTestSpec = {
  kind: 'load-test',
  ...RULES,
  corpus: { kind: 'requests', requests: [{ method: 'POST', path: '/predict', body: '{"x":1}' }] },
};
const WORK = 'evidence/work/fraud/v2-release/peak';
const RESULT = 'evidence/evidence/fraud/v2-release/peak.json';

/** The generator's time passes so much faster than ours, and what this machine takes counts as many times: limits are as wide as that. */
const SPEED = 40;

const LONGEST_STALL_MS = 25;

interface Sent {
  readonly to: string;
  readonly path: string;
  readonly body: string;
}

function stopping(timer: NodeJS.Timeout): () => void {
  return () => clearTimeout(timer);
}

/** A model of both environments behind one listener, and a bucket. */
class LoadWorld {
  readonly objects = new Map<string, string>();
  readonly requests: Sent[] = [];
  readonly pauses: number[] = [];
  readonly invoked: { readonly TargetVariant?: string; readonly ContentType?: string }[] = [];
  status = (): number => 200;
  /** Whether reading an object fails. */
  refuses: (key: string) => boolean = () => false;
  /** What each look of a worker is given to do, besides. */
  atLook: () => void = () => undefined;
  looksOften = false;
  /** Milliseconds of this test that a worker's pause takes. */
  atPause = (): number => 5;
  private passed = 1_000_000;
  private readAt = performance.now();
  endpointName: string | undefined;
  private readonly world: World;
  private server!: Server;

  constructor(ledger: Ledger = ledgerIn('checking')) {
    this.world = new World(ledger);
  }

  async open(): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const to = request.headers['x-model-environment'] as string;
        this.requests.push({ to, path: `${request.method} ${request.url}`, body: Buffer.concat(chunks).toString() });
        response.writeHead(this.status()).end('{}');
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** On a busy machine the generator may give a request up that the server hears later. */
  async hasHeardAll(): Promise<void> {
    for (let heard = -1; heard !== this.requests.length; await sleep(100)) heard = this.requests.length;
  }

  abort(): void {
    this.world.setLedger(carryOut(this.world.ledger, [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
  }

  call(event: object): Promise<any> {
    const clients: LoadClients = {
      ...this.world.clients(),
      s3: { send: async (command: any) => this.s3(command) },
      sageMakerRuntime: { send: async (command: any) => this.invoke(command) },
      clock: {
        now: () => Math.floor(this.elapsed()),
        stopwatch: () => this.elapsed(),
        after: (ms, action) => stopping(setTimeout(action, ms / SPEED)),
        every: (ms, action) => {
          const isLook = ms > 1_000;
          const acting = () => {
            if (isLook) this.atLook();
            action();
          };
          return stopping(setInterval(acting, isLook && this.looksOften ? 10 : ms / SPEED));
        },
      },
      pause: (ms) => this.pause(ms),
    };
    const { port } = this.server.address() as AddressInfo;
    const env = {
      ...this.world.env,
      [Env.EVIDENCE_BUCKET]: 'evidence',
      [Env.TEST_ENDPOINT]: `http://127.0.0.1:${port}`,
      ...(this.endpointName === undefined ? {} : { [Env.ENDPOINT_NAME]: this.endpointName }),
    };
    const releaseId = this.world.ledger.live === undefined ? RELEASE_1 : RELEASE_2;
    return makeHandler({ clients, env, now: this.world.now })({ releaseId, ...event });
  }

  /** As the workflow does; parts that were played are told. */
  async whole(rules: LoadRules = RULES): Promise<{ parts: number; result: any }> {
    let step = await this.call({ action: 'prepare', spec: { ...SPEC, ...rules } });
    for (let parts = 1; ; parts++) {
      step = await this.part(step.part, rules);
      if (step.result !== null) return { parts, result: step.result };
    }
  }

  async part(part: number, rules: LoadRules = RULES): Promise<any> {
    const { startAtMs, workers } = await this.call({ action: 'order', rules, part });
    const send = (worker: number) => this.call({ action: 'send', rules, part, startAtMs, worker });
    expect(new Set(await Promise.all(workers.map(send)))).toEqual(new Set([null]));
    return this.call({ action: 'count', rules, part, startAtMs });
  }

  /** A stall of this machine counts as a short one: what it takes is no model's fault. */
  private elapsed(): number {
    const now = performance.now();
    this.passed += SPEED * Math.min(LONGEST_STALL_MS, now - this.readAt);
    this.readAt = now;
    return this.passed;
  }

  /** Jumps, when all who call in the same turn have, to a fifth of a second of ours before the end. */
  private async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    const until = this.elapsed() + ms - 200 * SPEED;
    await new Promise((resolve) => setTimeout(resolve, this.atPause()));
    this.passed += Math.max(0, until - this.elapsed());
  }

  private invoke({ input }: { readonly input: any }): object {
    this.invoked.push(input);
    if (this.status() === 200) return { $metadata: { httpStatusCode: 200 } };
    throw Object.assign(awsError('ModelError'), { OriginalStatusCode: this.status() });
  }

  private s3({ input }: { readonly input: { Bucket: string; Key: string; Body?: string } }): object {
    const at = `${input.Bucket}/${input.Key}`;
    if (input.Body !== undefined) {
      this.objects.set(at, input.Body);
      return {};
    }
    if (this.refuses(input.Key)) throw awsError('SlowDown');
    const text = this.objects.get(at);
    if (text === undefined) throw awsError('AccessDenied');
    return { Body: Object.assign(Readable.from([Buffer.from(text)]), { transformToString: async () => text }) };
  }
}

let world: LoadWorld;
beforeEach(async () => void (world = await new LoadWorld().open()));
afterEach(() => world.close());

describe('a whole test', () => {
  test('passes a version that stands the peak, and keeps everything that was measured', async () => {
    const { parts, result } = await world.whole();
    expect(parts).toBe(5);
    expect(result).toMatchObject({
      status: 'PASS',
      reason: expect.stringMatching(/^500 of 500 requests answered at 100\/s, p50 /),
      evidence: { peakRps: 100, whole: 'evidence/fraud/v2-release/peak.json' },
    });
    // 50 in the warm-up, then 125, 250, 375 and 500; to nobody but the new version
    expect(world.requests).toHaveLength(1_300);
    expect(new Set(world.requests.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ to: 'green', path: 'POST /predict', body: '{"x":1}' })]),
    );
    const whole = JSON.parse(world.objects.get(RESULT)!);
    expect(whole).toMatchObject({ status: 'PASS', environment: 'green', live: 'blue', rules: RULES });
    expect(whole.parts).toHaveLength(5);
    expect(whole.parts[4].counts).toMatchObject({ due: 500, ok: 500, dropped: 0 });
  });

  test('waits for the moment that all workers begin at', async () => {
    await world.call({ action: 'prepare', spec: SPEC });
    await world.part(0);
    expect(world.pauses).toHaveLength(1);
    expect(world.pauses[0]).toBeGreaterThan(20_000);
    expect(world.pauses[0]).toBeLessThanOrEqual(29_000);
  });

  test('fails a version that breaks under a part of the peak, and spares it the rest', async () => {
    world.status = () => (world.requests.length > 200 ? 500 : 200);
    const { parts, result } = await world.whole();
    expect(parts).toBe(3);
    expect(result).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/^stopped in stage 50 %: more than 5 % of 250 requests failed \(\d+: status 500/),
    });
  });

  test('ends after the stage at the peak when it decided against the version', async () => {
    const rules = { ...RULES, beyondPeak: true };
    world.status = () => (world.requests.length % 40 === 0 ? 503 : 200);
    const { parts, result } = await world.whole(rules);
    expect(parts).toBe(5);
    expect(result).toMatchObject({
      status: 'FAIL',
      reason: expect.stringMatching(/% of the requests failed, 1 % may/),
    });
  });

  test('goes beyond the peak only when it was told to', async () => {
    expect(await world.whole({ ...RULES, beyondPeak: true })).toMatchObject({ parts: 6, result: { status: 'PASS' } });
    expect(world.requests).toHaveLength(1_300 + 625);
  });
});

describe('a comparison', () => {
  const fast = { ...RULES, peakRps: 500, comparison: { sharePercent: 10, pairs: 4, blockSeconds: 5 } };

  test('sends blocks in turn to the live version and the new one', async () => {
    await world.call({ action: 'prepare', spec: { ...SPEC, ...fast } });
    const sides: string[] = [];
    for (let part = 5; part < 10; part++) {
      world.requests.length = 0;
      const { startAtMs } = await world.call({ action: 'order', rules: fast, part });
      await world.call({ action: 'send', rules: fast, part, startAtMs, worker: 0 });
      await world.hasHeardAll();
      expect(new Set(world.requests.map(({ to }) => to)).size).toBe(1);
      sides.push(world.requests[0].to);
    }
    expect(sides).toEqual(['blue', 'blue', 'green', 'green', 'blue']);
  });

  test('is left out on a first release, which has its limits only', async () => {
    world.close();
    world = await new LoadWorld(firstLedgerIn('checking')).open();
    const slow = { ...RULES, comparison: { sharePercent: 10, pairs: 4, blockSeconds: 25 } };
    expect(await world.whole(slow)).toMatchObject({ parts: 5, result: { status: 'PASS' } });
    expect(new Set(world.requests.map(({ to }) => to))).toEqual(new Set(['blue']));
  });
});

describe('looking meanwhile', () => {
  beforeEach(async () => {
    await world.call({ action: 'prepare', spec: SPEC });
    world.looksOften = true;
  });

  test('the first worker stops all of them when what they counted together is a clear failure', async () => {
    for (const part of [0, 1, 2, 3]) world.objects.set(`${WORK}/total-00${part}.json`, JSON.stringify(NO_LOAD_COUNTS));
    world.status = () => 500;
    const step = await world.part(4);
    expect(world.requests.length).toBeLessThan(500);
    expect(step.result).toMatchObject({ status: 'FAIL', reason: expect.stringContaining('stopped in stage 100 %') });
    const watches = [...world.objects].filter(([key]) => key.endsWith('/watch.json'));
    expect(watches.map(([, text]) => JSON.parse(text).stop)).toEqual([expect.stringContaining('stage 100 %')]);
  });

  test('fails for all of them when the first worker can’t see what the others counted', async () => {
    world.refuses = (key) => /progress-001\.json$/.test(key) && world.objects.has(`evidence/${key}`);
    const { startAtMs } = await world.call({ action: 'order', rules: RULES, part: 4 });
    const send = (worker: number) => world.call({ action: 'send', rules: RULES, part: 4, startAtMs, worker });
    const [first, second] = await Promise.allSettled([send(0), send(1)]);
    expect(first).toMatchObject({ status: 'rejected', reason: { name: 'SlowDown' } });
    expect(second.status).toBe('fulfilled');
    expect(world.requests.length).toBeLessThan(500);
  });

  test('fails when the first worker never began, long before the stage is over', async () => {
    world.looksOften = false;
    const rules = { ...RULES, stageSeconds: 60 };
    const { startAtMs } = await world.call({ action: 'order', rules, part: 4 });
    const sending = world.call({ action: 'send', rules, part: 4, startAtMs, worker: 1 });
    await expect(sending).rejects.toThrow(
      /load must be watched by the first worker, got no word for .* run the test again/,
    );
    expect(world.requests.length).toBeLessThan(50 * 30);
  });

  test('fails when a worker may not read whether to stop', async () => {
    const { startAtMs } = await world.call({ action: 'order', rules: RULES, part: 4 });
    world.objects.delete([...world.objects.keys()].find((key) => key.endsWith('/watch.json'))!);
    const sending = world.call({ action: 'send', rules: RULES, part: 4, startAtMs, worker: 1 });
    await expect(sending).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(world.requests.length).toBeLessThan(250);
  });

  test('the others send on when the first worker has sent its last request', async () => {
    world.looksOften = false;
    const rules = { ...RULES, peakRps: 20, rpsPerWorker: 10, stageSeconds: 40 }; // few: a busy machine sends them in time, too
    const { startAtMs } = await world.call({ action: 'order', rules, part: 4 });
    const watch = [...world.objects.keys()].find((key) => key.endsWith('/watch.json'))!;
    await world.call({ action: 'send', rules, part: 4, startAtMs, worker: 0 });
    const { watchedUntilMs } = JSON.parse(world.objects.get(watch)!);
    expect(watchedUntilMs).toBe(startAtMs + 40_000 + RULES.timeoutMs + 15_000);
  });

  test('fails with what was decided against the release', async () => {
    const { startAtMs } = await world.call({ action: 'order', rules: RULES, part: 1 });
    world.atLook = () => world.abort();
    const sending = world.call({ action: 'send', rules: RULES, part: 1, startAtMs, worker: 0 });
    await expect(sending).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(world.requests.length).toBeLessThan(125);
  });

  test('fails before the first request when the release was ended while it waited', async () => {
    const { startAtMs } = await world.call({ action: 'order', rules: RULES, part: 1 });
    world.atPause = () => {
      world.abort();
      return 5;
    };
    const sending = world.call({ action: 'send', rules: RULES, part: 1, startAtMs, worker: 0 });
    await expect(sending).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(world.requests).toEqual([]);
  });
});

test('a dataset is the corpus: its items in turn, whatever is right', async () => {
  const items = [1, 2, 3].map((id) => ({ payment: { id }, fraud: true }));
  world.objects.set('sets/payments.jsonl', items.map((item) => JSON.stringify(item)).join('\n'));
  const dataset = {
    bucket: 'sets',
    key: 'payments.jsonl',
    fileName: 'payments.jsonl',
    options: { inputPath: 'payment', expectedPath: 'fraud' },
  };
  const corpus = { kind: 'dataset', dataset, path: '/score', headers: { 'x-team': 'fraud' } };
  await world.call({ action: 'prepare', spec: { ...SPEC, corpus } });
  await world.part(0);
  const counts = new Map<string, number>();
  for (const { path, body } of world.requests) counts.set(`${path} ${body}`, (counts.get(`${path} ${body}`) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({
    'POST /score {"id":1}': 17,
    'POST /score {"id":2}': 17,
    'POST /score {"id":3}': 16,
  });
});

test('a variant is invoked by its name, and its errors are counted by class', async () => {
  world.endpointName = 'fraud-endpoint';
  const requests = [{ method: 'POST', path: '/invocations', headers: { 'Content-Type': 'text/csv' }, body: '1,2' }];
  await world.call({ action: 'prepare', spec: { ...SPEC, corpus: { kind: 'requests', requests } } });
  await world.part(0);
  expect(world.invoked).toHaveLength(50);
  expect(world.invoked[0]).toMatchObject({ TargetVariant: 'green', ContentType: 'text/csv' });
  world.status = () => 424;
  await world.part(1);
  const { ok, errors } = JSON.parse(world.objects.get(`${WORK}/total-001.json`)!);
  expect({ ok, classes: Object.keys(errors) }).toEqual({ ok: 0, classes: ['status 424'] });
});

test('what another order of a part left behind is not counted', async () => {
  await world.call({ action: 'prepare', spec: SPEC });
  await world.part(0);
  const { startAtMs } = await world.call({ action: 'order', rules: RULES, part: 0 });
  await expect(world.call({ action: 'count', rules: RULES, part: 0, startAtMs })).rejects.toThrow('AccessDenied');
});

test.each(['prepare', 'order', 'send', 'count'])('fails to %s after an abort', async (action) => {
  world.abort();
  const event = { action, rules: RULES, spec: SPEC, part: 0, startAtMs: 0, worker: 0 };
  await expect(world.call(event)).rejects.toMatchObject({ name: 'ReleaseAborted' });
  expect(world.requests).toEqual([]);
});

test.each<[string, object]>([
  ['another action', { action: 'shard' }],
  ['a part that is none', { action: 'order', rules: RULES, part: 5 }],
  ['a worker that is none', { action: 'send', rules: RULES, part: 0, startAtMs: 0, worker: 1 }],
  ['no requests', { action: 'prepare', spec: { ...SPEC, corpus: { kind: 'requests', requests: [] } } }],
  [
    'a path of another host',
    {
      action: 'prepare',
      spec: { ...SPEC, corpus: { kind: 'requests', requests: [{ method: 'GET', path: '//example.com' }] } },
    },
  ],
])('fails for %s', async (_name, event) => {
  await expect(world.call(event)).rejects.toMatchObject({ name: 'InvalidInput' });
});
