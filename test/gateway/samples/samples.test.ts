import { redacting } from '../../../lib/core/compare/redact';
import { jsonLogger } from '../../../lib/gateway/log/logger';
import { LineWriter } from '../../../lib/gateway/log/line-writer';
import { AnswerPair, MirrorOutcome } from '../../../lib/gateway/mirror/observer';
import { Differing } from '../../../lib/gateway/samples/sample';
import { Samples, SamplesOptions } from '../../../lib/gateway/samples/samples';
import { Lines } from '../support/world';

const answer = (status: number, body: string | undefined) => ({
  ...{ status, headers: [], latencyMs: 12.3, totalMs: 15, bytes: body?.length ?? 0, lost: false },
  body: body === undefined ? undefined : Buffer.from(body),
});

interface Given {
  readonly request?: string;
  readonly live?: string;
  readonly other?: MirrorOutcome;
}

function differing({ request = '{"user":"ada"}', live = '{"score":0.5}', other }: Given = {}): Differing {
  const pair: AnswerPair = {
    live: { environment: 'blue', answer: answer(200, live) },
    mirror: {
      environment: 'green',
      outcome: other ?? { kind: 'answered', answer: answer(200, '{"score":0.9}') },
    },
    request: {
      method: 'POST',
      target: '/invocations?token=secret',
      headers: ['Authorization', 'Bearer secret', 'X-Request-Id', 'r-1'],
      body: Buffer.from(request),
    },
  };
  return { pair, outcome: other === undefined ? 'disagree' : 'error', slice: 'DE' };
}

/** A bucket of which other gateways have some places already. */
class Bucket {
  readonly objects = new Map<string, string>();
  readonly lines = new Lines();
  calls = 0;
  now = Date.UTC(2030, 0, 1);
  failing = false;

  gateway(options: Partial<SamplesOptions> = {}): Samples {
    const put = async (name: string, body: Buffer) => {
      this.calls += 1;
      await Promise.resolve();
      if (this.failing) throw new Error('PutObject failed with status 403');
      if (this.objects.has(name)) return false;
      this.objects.set(name, body.toString());
      return true;
    };
    const log = jsonLogger(new LineWriter(this.lines));
    const samples = new Samples({ max: 3, redaction: undefined, put, now: () => this.now, log, ...options });
    samples.follow('v2-release');
    return samples;
  }

  get only(): any {
    expect(this.objects.size).toBe(1);
    return JSON.parse([...this.objects.values()][0]);
  }
}

const all = redacting([]);

test('a sample says which request it was and how it was answered; bodies, query and headers stay here', async () => {
  const bucket = new Bucket();
  await bucket.gateway().offer(differing());
  expect([...bucket.objects.keys()]).toEqual(['v2-release/1.json']);
  expect(bucket.only).toEqual({
    release: 'v2-release',
    at: '2030-01-01T00:00:00.000Z',
    outcome: 'disagree',
    slice: 'DE',
    request: { id: 'r-1', method: 'POST', path: '/invocations', bytes: 14 },
    blue: { status: 200, latencyMs: 12, bytes: 13 },
    green: { status: 200, latencyMs: 12, bytes: 13 },
  });
});

test.each<[MirrorOutcome, object]>([
  [{ kind: 'timed-out', afterMs: 5 }, { 'timed-out': true }],
  [{ kind: 'failed' }, { failed: true }],
  [
    { kind: 'answered', answer: answer(503, undefined) },
    { status: 503, latencyMs: 12, bytes: 0 },
  ],
])('what the other side did not answer is told too: %j', async (other, told) => {
  const bucket = new Bucket();
  await bucket.gateway().offer(differing({ other }));
  expect(bucket.only).toMatchObject({ outcome: 'error', green: told });
});

test('with bodies, what is to be taken out is in none of them', async () => {
  const bucket = new Bucket();
  const redaction = redacting(['user', 'score']);
  await bucket.gateway({ redaction }).offer(differing({ request: '{"user":"ada","x":1}' }));
  expect(bucket.only).toMatchObject({
    request: { body: { user: '(redacted)', x: 1 } },
    blue: { body: { score: '(redacted)' } },
    green: { body: { score: '(redacted)' } },
  });
  expect(JSON.stringify(bucket.only)).not.toMatch(/ada|0\.5|0\.9|secret/);
});

test.each([
  ['no JSON', 'user=ada'],
  ['longer than 64 KiB', JSON.stringify({ user: 'x'.repeat(64 * 1024) })],
])('a body that is %s is left out', async (_what, request) => {
  const bucket = new Bucket();
  await bucket.gateway({ redaction: all }).offer(differing({ request }));
  expect(bucket.only.request).not.toHaveProperty('body');
  expect(bucket.only.blue.body).toEqual({ score: 0.5 });
});

test('all gateways together keep as many as they may, whatever the number of disagreements', async () => {
  const bucket = new Bucket();
  const gateways = [bucket.gateway(), bucket.gateway(), bucket.gateway()];
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(gateways.map((gateway) => gateway.offer(differing())));
  }
  expect([...bucket.objects.keys()].sort()).toEqual([1, 2, 3].map((place) => `v2-release/${place}.json`));
  expect(bucket.calls).toBeLessThanOrEqual(9); // each asks for each place once
});

test('one is under way at a time, and the next release begins anew', async () => {
  const bucket = new Bucket();
  const gateway = bucket.gateway();
  await Promise.all([gateway.offer(differing()), gateway.offer(differing())]);
  expect(bucket.objects.size).toBe(1);
  gateway.follow('v3-release/../x y');
  await gateway.offer(differing());
  expect([...bucket.objects.keys()][1]).toBe('v3-release_.._x_y/1.json');
  gateway.follow(undefined);
  await gateway.offer(differing());
  expect(bucket.objects.size).toBe(2);
});

test('fails to keep one: that is told, and nothing is tried for half a minute', async () => {
  const bucket = new Bucket();
  const gateway = bucket.gateway();
  bucket.failing = true;
  for (let tries = 0; tries < 5; tries += 1) await gateway.offer(differing());
  expect(bucket.calls).toBe(1);
  expect(bucket.lines.all.join()).toContain('status 403');
  bucket.failing = false;
  bucket.now += 30_000;
  await gateway.offer(differing());
  expect([...bucket.objects.keys()]).toEqual(['v2-release/1.json']);
});
