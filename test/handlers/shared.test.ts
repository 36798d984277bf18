import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ErrorName } from '../../lib/contract';
import { respond } from '../../lib/handlers/shared/cfn-response';
import { isFailedCreate } from '../../lib/handlers/shared/custom-resource';
import { requireEnv, requireJson } from '../../lib/handlers/shared/env';
import { messageOf, nameOf, ReleaseError, unless } from '../../lib/handlers/shared/errors';
import { deployedWith, once, SILENT } from '../../lib/handlers/shared/handler';
import { LedgerStore } from '../../lib/handlers/shared/ledger-store';
import { jsonLogger } from '../../lib/handlers/shared/logger';
import { parseEvent } from '../../lib/handlers/shared/parse';
import { ledgerIn, MODEL, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

describe('ledger store', () => {
  const store = (world: World, disturb: () => void = () => undefined) => {
    const { dynamodb } = world.clients();
    const disturbed = {
      send: async (command: any) => {
        if (command.constructor.name === 'TransactWriteItemsCommand') disturb();
        return dynamodb.send(command);
      },
    };
    return new LedgerStore(disturbed as never, 'ledger', MODEL, world.now);
  };
  const abort = { kind: 'request-abort', reason: 'stop', by: 'me' } as const;

  test('decides again on the new ledger when somebody wrote in between', async () => {
    const world = new World(ledgerIn('baking'));
    let disturbances = 1;
    const applied = await store(world, () => disturbances-- > 0 && world.setLedger(quietLedger())).apply(abort);
    expect(applied.kind).toBe('unchanged');
    expect(world.ledger.release).toBeUndefined();
  });

  test('fails with LedgerConflict after five tries', async () => {
    const world = new World(ledgerIn('baking'));
    let tries = 0;
    await expect(store(world, () => (tries++, world.setLedger(ledgerIn('baking')))).apply(abort)).rejects.toMatchObject(
      { name: 'LedgerConflict' },
    );
    expect(tries).toBe(5);
  });

  test('writes the first ledger of a model, and keeps the revision in step', async () => {
    const world = new World();
    const command = { kind: 'adopt', executionArn: 'a', deadExecutionName: 'b' } as const;
    await expect(store(world).apply(command)).resolves.toMatchObject({ kind: 'unchanged' });
    const { ledger } = await store(world).update((current) => ({
      kind: 'changed',
      ledger: { ...current, weights: { blue: 1, green: 0 } },
      decision: { releaseId: 'r', kind: 'k', at: '', reason: '', evidence: {} },
    }));
    expect(ledger.revision).toBe(1);
    expect(world.ledger).toEqual(ledger);
  });

  test('SDK errors keep their names, for Retry to match', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.TransactWriteItems = awsError('ProvisionedThroughputExceededException');
    await expect(store(world).apply(abort)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(world.ledger.release?.releaseId).toBe(RELEASE_2);
  });

  test('fails under a name that Retry matches when the transaction was throttled', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.TransactWriteItems = cancelledFor('None', 'ThrottlingError');
    await expect(store(world).apply(abort)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('fails with the cancellation itself when its reason is neither a race nor throttling', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.TransactWriteItems = cancelledFor('ValidationError', 'None');
    await expect(store(world).apply(abort)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });

  test('fails with LedgerConflict when another transaction is always in the way', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.TransactWriteItems = cancelledFor('TransactionConflict', 'None');
    await expect(store(world).apply(abort)).rejects.toMatchObject({ name: 'LedgerConflict' });
  });

  test('ledger and history are written both or neither', async () => {
    const world = new World(ledgerIn('baking'));
    await store(world).apply(abort);
    expect(world.calls.filter((call) => call !== 'GetItem')).toEqual(['TransactWriteItems']);
    expect(world.history).toEqual(['abort']);
  });

  function cancelledFor(...codes: string[]): Error {
    const CancellationReasons = codes.map((Code) => ({ Code }));
    return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
  }
});

describe('CloudFormation answer', () => {
  const callback = {
    responseUrl: 'https://secret.example',
    stackId: 's',
    requestId: 'r',
    logicalResourceId: 'l',
    physicalResourceId: 'p',
  };

  test('tries three times', async () => {
    const answers = [{ ok: false, status: 500 }, new Error('socket'), { ok: true, status: 200 }];
    const bodies: any[] = [];
    await respond(callback, { status: 'FAILED', reason: 'x'.repeat(5000) }, async (_url, { body }) => {
      bodies.push(JSON.parse(body));
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    });
    expect(bodies).toHaveLength(3);
    expect(bodies[0]).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'p',
      StackId: 's',
      RequestId: 'r',
      LogicalResourceId: 'l',
    });
    expect(JSON.stringify(bodies[0]).length).toBeLessThan(4096);
  });

  test.each([
    ['a status', async () => ({ ok: false, status: 403 }), 'status 403'],
    ['no error at all', async () => Promise.reject(new TypeError('fetch failed')), 'TypeError'],
  ])('fails after %s three times, and never names the address', async (_name, put, text) => {
    const failure = await respond(callback, { status: 'SUCCESS' }, put).catch((error: Error) => error.message);
    expect(failure).toContain(text);
    expect(failure).not.toContain('secret');
  });

  test('knows the id of a create that failed', () => {
    expect([undefined, 'failed-create-1', 'arn:rule'].map(isFailedCreate)).toEqual([true, true, false]);
  });
});

describe('environment', () => {
  test.each([[{}], [{ A: '' }]])('fails without a variable: %j', (env) => {
    expect(() => requireEnv(env, 'A')).toThrow('environment variable A must be set');
  });

  test('reads JSON, and fails on other text without showing it', () => {
    expect(requireJson<number[]>({ A: '[0]' }, 'A')).toEqual([0]);
    expect(() => requireJson({ A: 'secret' }, 'A')).toThrow(
      'environment variable A must be JSON, got 6 other characters',
    );
  });

  test('a deployed function has the process around it', () => {
    const deps = deployedWith({ a: 1 });
    expect(deps).toMatchObject({ clients: { a: 1 }, env: process.env });
    expect(Math.abs(deps.now().getTime() - Date.now())).toBeLessThan(5000);
  });
});

test('makes a value once', () => {
  let made = 0;
  const value = once(() => ++made);
  expect([value(), value()]).toEqual([1, 1]);
});

test('logs one line of JSON, and nothing when silent', () => {
  const lines: string[] = [];
  const logger = jsonLogger((line) => lines.push(line));
  logger.info('started', { releaseId: 'r', count: 0 });
  logger.error('failed');
  SILENT.info('x');
  SILENT.error('x');
  expect(lines).toEqual([
    '{"level":"info","message":"started","releaseId":"r","count":0}\n',
    '{"level":"error","message":"failed"}\n',
  ]);
});

test('names every member of an event that is wrong, never its value', () => {
  const schema = z.object({ a: z.string(), b: z.object({ c: z.number() }) });
  expect(() => parseEvent(schema, { a: 1, b: { c: 'secret' } })).toThrow(/a: .*; b\.c: /);
  expect(() => parseEvent(schema, { a: 'x', b: { c: 'secret' } })).not.toThrow(/secret/);
  expect(() => parseEvent(schema, 7)).toThrow(/event: /);
});

describe('errors', () => {
  test('carry the names that the workflow matches', () => {
    for (const name of Object.values(ErrorName))
      expect(new ReleaseError(name, 'x')).toMatchObject({ name, message: 'x' });
  });

  test.each([
    [awsError('ThrottlingException', 'slow'), 'ThrottlingException', 'slow'],
    ['text', 'UnknownError', 'text'],
    [undefined, 'UnknownError', 'undefined'],
  ])('%s has a name and a message', (error, name, message) => {
    expect([nameOf(error), messageOf(error)]).toEqual([name, message]);
  });

  test('only the named ones are expected', async () => {
    await expect(unless(['A'], Promise.reject(awsError('A')))).resolves.toBeUndefined();
    await expect(unless(['A'], Promise.resolve(1))).resolves.toBe(1);
    await expect(unless(['A'], Promise.reject(awsError('B')))).rejects.toMatchObject({ name: 'B' });
  });
});
