import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Answer, answerOf } from './fraud-model-server';
import { MODEL, RecommenderServer } from './recommender-model-server';

interface RecommendationRequest {
  readonly titles: readonly string[];
  readonly k: number;
}

interface GoldenRow {
  readonly request: RecommendationRequest;
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

interface Metrics {
  readonly heldOutTitles: number;
  readonly recallAt10: number;
  readonly hitRateAt10: number;
  readonly 'agreementWith1.2': {
    readonly requests: number;
    readonly sameTop1: number;
    readonly overlapOfTop10: number;
  };
}

const golden = read<GoldenRow[]>('golden.json');
const corpus = read<RecommendationRequest[]>('requests.json');

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(MODEL, file), 'utf8')) as T;
}

function metrics(version: string): Metrics {
  return read<Metrics>(`artifacts/${version}/metrics.json`);
}

function idsOf(answer: Answer): string[] {
  return (answer.body.recommendations as { id: string }[]).map(({ id }) => id);
}

/** The ids that a version recommends for each request of the corpus. */
async function recommended(version: string): Promise<string[][]> {
  return serving(version, {}, async (server) => {
    const answers: string[][] = [];
    for (const request of corpus) answers.push(idsOf(await server.invoke(request)));
    return answers;
  });
}

/** Share of requests with the same first title, and mean share of titles in both answers. */
function agreement(one: readonly string[][], two: readonly string[][]) {
  const same = one.filter((ids, row) => ids[0] === two[row][0]).length;
  const common = one.map((ids, row) => ids.filter((id) => two[row].includes(id)).length / ids.length);
  return { sameTop1: same / one.length, overlapOfTop10: common.reduce((sum, share) => sum + share, 0) / one.length };
}

async function serving<T>(
  version: string,
  env: Record<string, string>,
  play: (server: RecommenderServer) => Promise<T>,
): Promise<T> {
  const server = await RecommenderServer.start(version, env);
  try {
    return await play(server);
  } finally {
    await server.end();
  }
}

describe('the versions', () => {
  test.each(['1.2', '1.3'])('%s answers what numpy computed', async (version) => {
    await serving(version, {}, async (server) => {
      for (const { request, ids, scores } of golden) {
        const answer = await server.invoke(request);
        expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
        expect(answer.body).toEqual({
          recommendations: ids[version].map((id, rank) => ({ id, score: expect.closeTo(scores[version][rank], 5) })),
          model_version: version,
        });
      }
    });
  });

  test('1.3 is better than 1.2 on directors that its weight was not chosen on', () => {
    const [live, better] = [metrics('1.2'), metrics('1.3')];
    expect(better.heldOutTitles).toBe(live.heldOutTitles);
    expect(better.recallAt10).toBeGreaterThan(live.recallAt10);
    expect(better.hitRateAt10).toBeGreaterThan(live.hitRateAt10);
  });

  test('1.3 mostly agrees with 1.2, 1.4 hardly ever, as their metrics say', async () => {
    const [live, better, wrong] = [await recommended('1.2'), await recommended('1.3'), await recommended('1.4')];
    for (const [version, answers] of [['1.3', better] as const, ['1.4', wrong] as const]) {
      const { requests, sameTop1, overlapOfTop10 } = metrics(version)['agreementWith1.2'];
      expect(requests).toBe(corpus.length);
      expect(agreement(live, answers).sameTop1).toBeCloseTo(sameTop1, 5);
      expect(agreement(live, answers).overlapOfTop10).toBeCloseTo(overlapOfTop10, 5);
    }
    expect(metrics('1.3')['agreementWith1.2'].sameTop1).toBeGreaterThan(0.7);
    expect(metrics('1.4')['agreementWith1.2'].overlapOfTop10).toBeLessThan(0.1);
    expect(wrong.every((ids) => new Set(ids).size === 10)).toBe(true);
  });

  test('1.5 answers like 1.3 until it is out of memory, and exits with 137', async () => {
    const artifacts = mkdtempSync(join(tmpdir(), 'recommender-model-'));
    cpSync(join(MODEL, 'artifacts/1.5'), join(artifacts, '1.5'), { recursive: true });
    const artefact = read<{ defect: { exitAfterRequests: number } }>('artifacts/1.5/model.json');
    expect(artefact.defect).toEqual({ leakBytesPerRequest: 16_384, exitAfterRequests: 5_000, exitCode: 137 });
    const soon = { ...artefact, defect: { ...artefact.defect, exitAfterRequests: 20 } };
    writeFileSync(join(artifacts, '1.5/model.json'), JSON.stringify(soon));
    try {
      await serving('1.5', { ARTIFACTS: artifacts }, async (server) => {
        for (const { request, ids } of golden.slice(0, 19)) {
          expect(idsOf(await server.invoke(request))).toEqual(ids['1.3']);
        }
        await expect(server.invoke(golden[0].request)).rejects.toThrow('socket hang up');
        await expect(server.closed).resolves.toBe(137);
      });
    } finally {
      rmSync(artifacts, { recursive: true });
    }
  });

  test('fails to start without a known version, and says which there are', async () => {
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: MODEL,
      env: { ...process.env, MODEL_VERSION: '9.9' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(errors.join('')).toMatch(/MODEL_VERSION must be a version in .*\(1\.2, 1\.3, 1\.4, 1\.5\), got 9\.9/);
  });
});

describe('the protocol', () => {
  let server: RecommenderServer;
  beforeAll(async () => {
    server = await RecommenderServer.start('1.3');
  });
  afterAll(() => server.end());

  test('GET /ping', async () => {
    expect(await server.send('GET', '/ping')).toMatchObject({ status: 200, body: {} });
  });

  test('the same request gets the same answer', async () => {
    const first = await server.invoke(corpus[0]);
    await server.invoke(corpus[1]);
    expect((await server.invoke(corpus[0])).body).toEqual(first.body);
  });

  test('what the request names is not recommended, the best come first', async () => {
    for (const request of corpus) {
      const { recommendations } = (await server.invoke(request)).body as { recommendations: Recommendation[] };
      expect(recommendations.some(({ id }) => request.titles.includes(id))).toBe(false);
      const scores = recommendations.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((one, two) => two - one));
    }
  });

  test('fewer are the best of more, and 10 unless said otherwise', async () => {
    const { titles } = corpus[0];
    const ten = idsOf(await server.invoke({ titles }));
    expect(ten).toHaveLength(10);
    expect(idsOf(await server.invoke({ titles, k: 1 }))).toEqual(ten.slice(0, 1));
    const hundred = idsOf(await server.invoke({ titles, k: 100 }));
    expect(hundred.slice(0, 10)).toEqual(ten);
    expect(new Set(hundred).size).toBe(100);
  });

  test('the order of the titles does not matter', async () => {
    const { titles } = corpus.find((request) => request.titles.length === 3)!;
    const there = await server.invoke({ titles });
    expect((await server.invoke({ titles: [...titles].reverse() })).body).toEqual(there.body);
  });

  test("SageMaker's custom attributes change nothing, and are not sent back", async () => {
    const attributes = { 'X-Amzn-SageMaker-Custom-Attributes': 'trace=42' };
    const [plain, attributed] = [await server.invoke(corpus[0]), await server.invoke(corpus[0], attributes)];
    expect(attributed).toMatchObject({ status: 200, body: plain.body });
    expect(Object.keys(attributed.headers)).toEqual(Object.keys(plain.headers));
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /^the body must be JSON/],
    ['no body', '', /^the body must be JSON/],
    ['null', 'null', /^the body must be a JSON object/],
    ['a list', ['m0'], /^the body must be a JSON object/],
    ['no titles', {}, /^titles must be a list of 1 to 50 ids, got nothing$/],
    ['an empty list', { titles: [] }, /^titles must be a list of 1 to 50 ids, got \[\]$/],
    ['too many titles', { titles: Array(51).fill('m1') }, /^titles must be a list of 1 to 50 ids, got .{1,61}…$/],
    ['a title as text', { titles: 'm1' }, /^titles must be a list/],
    ['an unknown title', { titles: ['m999999'] }, /^titles\[0\] must be the id of a title .*, got "m999999"$/],
    ['a name that objects have', { titles: ['__proto__'] }, /^titles\[0\] must be the id/],
    ['a number for a title', { titles: [1] }, /^titles\[0\] must be the id of a title .*, got 1$/],
    ['a title twice', { titles: Array(2).fill(corpus[0].titles[0]) }, /^titles must be different, got m\d+ twice$/],
    ['no room', { ...corpus[0], k: 0 }, /^k must be a whole number from 1 to 100, got 0$/],
    ['too much room', { ...corpus[0], k: 101 }, /^k must be a whole number/],
    ['half a title', { ...corpus[0], k: 1.5 }, /^k must be a whole number/],
    ['text for k', { ...corpus[0], k: '10' }, /^k must be a whole number from 1 to 100, got "10"$/],
    ['null for k', { ...corpus[0], k: null }, /^k must be a whole number from 1 to 100, got null$/],
  ])('fails with 400: %s', async (_, body, message) => {
    const answer = await server.invoke(body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(message) } });
  });

  test('fails with 404: another path', async () => {
    expect(await server.send('POST', '/models', corpus[0])).toMatchObject({ status: 404 });
  });

  test('fails with 405: an invocation by GET', async () => {
    expect(await server.send('GET', '/invocations')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  test('fails with 413: a body of more than 64 KiB, and goes on answering', async () => {
    expect(await server.invoke(' '.repeat(64 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await server.invoke(corpus[0])).toMatchObject({ status: 200 });
  });
});

interface Recommendation {
  readonly id: string;
  readonly score: number;
}

test('what was served is logged, but not what a mirror was answered, nor what was refused', async () => {
  await serving('1.3', {}, async (server) => {
    const { titles } = corpus[0];
    await server.invoke({ titles, k: 3 });
    await server.invoke({ titles, k: 4 }, { 'x-model-mirror': '0' });
    const mirrored = await server.invoke({ titles, k: 5 }, { 'x-model-mirror': '1' });
    expect(idsOf(mirrored)).toHaveLength(5);
    expect(await server.invoke({ titles, k: 0 })).toMatchObject({ status: 400 });
    server.terminate();
    await expect(server.closed).resolves.toBe(0);
    const served = server.log.filter(({ message }) => message === 'served');
    expect(served).toEqual([{ message: 'served', requests: 2, recommendations: 7 }]);
  });
});

test('SIGTERM lets a request in flight end, then exits with 0', async () => {
  await serving('1.3', {}, async (server) => {
    const inFlight = server.open('POST', '/invocations');
    const text = JSON.stringify(corpus[0]);
    inFlight.write(text.slice(0, 10));
    await server.send('GET', '/ping'); // another connection: by now the first half has been received
    server.terminate();
    while (!server.log.some(({ message }) => message === 'draining')) await new Promise(setImmediate);
    inFlight.end(text.slice(10));
    expect(await answerOf(inFlight)).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await expect(server.closed).resolves.toBe(0);
    expect(server.log.at(-1)).toEqual({ message: 'drained' });
  });
});

test('no artefact is larger than 300 kB', () => {
  for (const version of ['1.2', '1.3', '1.4', '1.5']) {
    expect(readFileSync(join(MODEL, `artifacts/${version}/model.json`)).length).toBeLessThan(300_000);
  }
});
