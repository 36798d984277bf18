import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { containerKeys } from '../../../lib/gateway/aws/container-keys';
import { AwsKeys } from '../../../lib/gateway/aws/keys';
import { RenewedKeys } from '../../../lib/gateway/aws/renewed-keys';
import { World } from '../support/world';

const MINUTE = 60_000;

describe('the endpoint of a container', () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  const ANSWER = {
    ...{ AccessKeyId: 'ASIA', SecretAccessKey: 'secret', Token: 'token' },
    Expiration: '2026-01-01T06:00:00Z',
  };
  const NO_TOKEN = { token: undefined, tokenFile: undefined };
  const at = (port: number) => ({
    ...{ origin: { hostname: '127.0.0.1', port, secure: false }, path: '/v2/credentials/1?x=y' },
  });

  test('is asked for keys', async () => {
    const asked: unknown[] = [];
    const port = await world.model(({ method, url: path, headers }, response) => {
      asked.push([method, path, headers.authorization]);
      response.end(JSON.stringify(ANSWER));
    });
    expect(await containerKeys({ ...NO_TOKEN, ...at(port) })).toEqual({
      ...{ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' },
      expiresAt: Date.UTC(2026, 0, 1, 6),
    });
    await containerKeys({ ...at(port), token: 'plain', tokenFile: undefined });
    const directory = await mkdtemp(join(tmpdir(), 'gateway-keys-'));
    const tokenFile = join(directory, 'token');
    await writeFile(tokenFile, 'from the file\n');
    await containerKeys({ ...at(port), token: 'plain', tokenFile });
    await rm(directory, { recursive: true });
    expect(asked).toEqual([
      ['GET', '/v2/credentials/1?x=y', undefined],
      ['GET', '/v2/credentials/1?x=y', 'plain'],
      ['GET', '/v2/credentials/1?x=y', 'from the file'],
    ]);
  });

  test.each([
    ['an error', 500, JSON.stringify(ANSWER)],
    ['an answer that is not JSON', 200, 'no role'],
    ['an answer without a secret', 200, '{"AccessKeyId":"ASIA"}'],
  ])('fails for %s', async (_, status, text) => {
    const port = await world.model((__, response) => response.writeHead(status).end(text));
    await expect(containerKeys({ ...NO_TOKEN, ...at(port) })).rejects.toThrow('give the task a task role');
  });

  test('fails for an answer without end', async () => {
    const port = await world.model((__, response) => {
      response.on('error', () => undefined);
      response.end('x'.repeat(100_000));
    });
    await expect(containerKeys({ ...NO_TOKEN, ...at(port) })).rejects.toThrow('more than 65536 bytes');
  });

  test('fails when nobody listens', async () => {
    const port = world.deadPort();
    await expect(containerKeys({ ...NO_TOKEN, ...at(port) })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('renewed keys', () => {
  let now: number;
  let asked: number;
  let answer: () => Promise<AwsKeys>;
  let problems: string[];
  let keys: RenewedKeys;
  const valid = (minutes: number): AwsKeys => ({
    ...{ accessKeyId: `key ${asked}`, secretAccessKey: 's', sessionToken: undefined },
    expiresAt: now + minutes * MINUTE,
  });
  beforeEach(() => {
    [now, asked, problems] = [0, 0, []];
    answer = async () => valid(60);
    const log = { info: () => undefined, error: (message: string) => void problems.push(message) };
    const ask = async () => {
      asked += 1;
      return answer();
    };
    keys = new RenewedKeys({ ask, now: () => now, log });
  });
  afterEach(() => keys.stop());

  test('are there when the start is over, and renewed ten minutes before they end', async () => {
    expect(keys.current()).toBeUndefined();
    await keys.start();
    expect(keys.current()?.accessKeyId).toBe('key 1');
    now = 50 * MINUTE;
    await keys.look();
    expect(asked).toBe(1);
    now += 1;
    await keys.look();
    expect(keys.current()?.accessKeyId).toBe('key 2');
  });

  test('stay until they end when there are no new ones', async () => {
    await keys.start();
    answer = async () => Promise.reject(new Error('down'));
    now = 55 * MINUTE;
    await keys.look();
    await keys.look();
    expect(keys.current()?.accessKeyId).toBe('key 1');
    expect(problems).toEqual(['AWS credentials could not be renewed']); // once, not at every look
    now = 60 * MINUTE;
    expect(keys.current()).toBeUndefined();
    answer = async () => valid(60);
    await keys.look();
    expect(keys.current()?.accessKeyId).toBe('key 4');
  });

  test('are asked for once at a time', async () => {
    const answers: ((keys: AwsKeys) => void)[] = [];
    answer = () => new Promise((resolve) => answers.push(resolve));
    const looks = [keys.look(), keys.look()];
    answers.forEach((resolve) => resolve(valid(60)));
    await Promise.all(looks);
    expect(asked).toBe(1);
  });

  test('a start without keys is over too, so that the gateway can say so', async () => {
    answer = async () => Promise.reject(new Error('no role'));
    await keys.start();
    expect(keys.current()).toBeUndefined();
  });

  test('without an end are never renewed', async () => {
    answer = async () => ({ ...valid(1), expiresAt: undefined });
    await keys.start();
    now = 1e12;
    await keys.look();
    expect([asked, keys.current()?.accessKeyId]).toEqual([1, 'key 1']);
  });
});
