import { Env, QUALITY_NAMESPACE, QualitySpec } from '../../lib/contract';
import { emptyLedger } from '../../lib/core/ledger/ledger';
import { makeHandler as makeIngest } from '../../lib/handlers/quality-ingest';
import { makeHandler as makeMeasure } from '../../lib/handlers/quality-measure';
import { QualityReader } from '../../lib/handlers/shared/quality/reader';
import { QualityWriter } from '../../lib/handlers/shared/quality/writer';
import { dynamoDbService } from '../../lib/rehearsal/aws/dynamodb/dynamodb-service';
import { EmulatedAccount } from '../../lib/rehearsal/aws/emulated-account';
import { VirtualClock } from '../../lib/rehearsal/clocks/virtual-clock';
import { awsError } from './world/calls';
import { Objects } from './world/objects';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const SPEC: QualitySpec = {
  task: { kind: 'classification', positive: true },
  windowMinutes: 1,
  labelDelayMinutes: 20,
  retentionDays: 7,
  predictionPath: 'fraud',
};

/** Both functions, with the emulated DynamoDB and a time that tests set. */
class QualityWorld {
  readonly objects = new Objects();
  readonly published: any[] = [];
  readonly logged: unknown[] = [];
  now = NOON;
  /** Throws in place of DynamoDB's answer to a call. */
  failing: ((operation: string) => Error | undefined) | undefined;
  /** Throws in place of CloudWatch's answer. */
  cloudwatchFails = false;
  private readonly account = new EmulatedAccount({ clock: new VirtualClock(NOON) });

  async open(): Promise<this> {
    this.account.register(dynamoDbService());
    const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
    await this.account.call('dynamodb', 'CreateTable', {
      TableName: 'quality',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
    });
    await this.setLedger({
      live: { environment: 'blue', version: '1.3' },
      release: { environment: 'green', version: '1.3' },
    });
    return this;
  }

  /** In the same table, which has the same keys. */
  async setLedger(members: object): Promise<void> {
    const document = { S: JSON.stringify({ ...emptyLedger('fraud'), ...members }) };
    await this.account.call('dynamodb', 'PutItem', {
      TableName: 'quality',
      Item: { pk: { S: 'fraud' }, sk: { S: 'LEDGER' }, document },
    });
  }

  close(): void {
    this.account.clock.stop();
  }

  readonly dynamodb: any = {
    send: async (command: { constructor: { name: string }; input: object }) => {
      const operation = command.constructor.name.replace(/Command$/, '');
      const error = this.failing?.(operation);
      if (error !== undefined) throw error;
      try {
        return await this.account.call('dynamodb', operation, command.input);
      } catch (failure) {
        throw awsError((failure as { code: string }).code, String(failure));
      }
    },
  };

  ingest(event: unknown, spec: Partial<QualitySpec> = {}): Promise<any> {
    const clients = { dynamodb: this.dynamodb, s3: this.objects.client as any };
    return makeIngest({ ...this.deps(spec), clients })(event);
  }

  put(key: string, lines: readonly (object | string)[], spec: Partial<QualitySpec> = {}): Promise<any> {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    this.objects.texts.set(`bucket/${key}`, text);
    const time = new Date(this.now).toISOString();
    return this.ingest({ source: 'aws.s3', time, detail: { bucket: { name: 'bucket' }, object: { key } } }, spec);
  }

  measure(spec: Partial<QualitySpec> = {}): Promise<any> {
    const cloudwatch: any = {
      send: async ({ input }: { input: unknown }) => {
        if (this.cloudwatchFails) throw awsError('InternalFailure');
        this.published.push(input);
        return {};
      },
    };
    return makeMeasure({ ...this.deps(spec), clients: { dynamodb: this.dynamodb, cloudwatch } })({ action: 'measure' });
  }

  /** Runs until the window that begins at noon is over. */
  async untilNoonIsClosed(): Promise<void> {
    this.now = NOON + 22 * MINUTE;
    await this.measure();
  }

  /** Values of the only publication, by environment. */
  values(): Record<string, Record<string, number>> {
    const [{ MetricData }] = this.published;
    const values: Record<string, Record<string, number>> = {};
    for (const { MetricName, Value, Dimensions } of MetricData) {
      (values[Dimensions[1].Value] ??= {})[MetricName] = Value;
    }
    return values;
  }

  private deps(spec: Partial<QualitySpec>) {
    const log = (message: string, fields: unknown) => void this.logged.push(message, fields);
    return {
      now: () => new Date(this.now),
      env: {
        [Env.MODEL_NAME]: 'fraud',
        [Env.QUALITY_TABLE]: 'quality',
        [Env.LEDGER_TABLE]: 'quality',
        [Env.QUALITY]: JSON.stringify({ ...SPEC, ...spec }),
      },
      logger: { info: log, error: log },
    };
  }
}

let world: QualityWorld;
beforeEach(async () => {
  world = await new QualityWorld().open();
  world.now = NOON + 21 * MINUTE; // the first run begins with the window of noon
  await world.measure();
  world.now = NOON + 1_000;
});
afterEach(() => world.close());

const predicted = (inferenceId: string, prediction: boolean, environment = 'green') => ({
  inferenceId,
  environment,
  version: '1.3',
  prediction,
});

test('predictions and labels of objects are joined, measured and published once', async () => {
  const predictions = [predicted('a', true), predicted('b', false), predicted('c', true), predicted('d', true, 'blue')];
  await expect(world.put('predictions/1.jsonl', predictions)).resolves.toEqual({
    predictions: 4,
    labels: 0,
    unusable: 0,
    late: 0,
  });
  world.now = NOON + 15 * MINUTE;
  const labels = [
    { inferenceId: 'a', label: true },
    { inferenceId: 'b', label: true },
    { inferenceId: 'd', label: false },
    { inferenceId: 'nobody', label: false },
  ];
  await expect(world.put('labels/1.jsonl', labels)).resolves.toMatchObject({ labels: 4 });
  world.now = NOON + 22 * MINUTE - 1;
  await expect(world.measure()).resolves.toMatchObject({ windows: 0 });
  world.now += 1;
  await expect(world.measure()).resolves.toEqual({ windows: 1, predictions: 4, ofOtherVersions: 0, labelled: 3 });
  await expect(world.measure()).resolves.toMatchObject({ windows: 0 });
  expect(world.published).toHaveLength(1);
  expect(world.values()).toEqual({
    blue: { Predictions: 1, Labelled: 1, MissingLabels: 0, Wrong: 1, Accuracy: 0, Precision: 0, F1: 0 },
    green: {
      Predictions: 3,
      Labelled: 2,
      MissingLabels: 1,
      Wrong: 1,
      Accuracy: 0.5,
      Precision: 1,
      Recall: 0.5,
      F1: 2 / 3,
    },
  });
  expect(world.published[0]).toMatchObject({ Namespace: QUALITY_NAMESPACE });
  expect(world.published[0].MetricData[0]).toMatchObject({
    Timestamp: new Date(NOON + 22 * MINUTE),
    Dimensions: [
      { Name: 'Model', Value: 'fraud' },
      { Name: 'Environment', Value: 'blue' },
    ],
  });
});

test('what comes twice counts once, and a later label corrects an earlier one, in whatever order they come', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true), predicted('a', true)]);
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  const label = (value: boolean, second: number) => ({
    inferenceId: 'a',
    label: value,
    at: new Date(NOON + second * 1_000).toISOString(),
  });
  world.now = NOON + MINUTE;
  await world.put('labels/2.jsonl', [label(true, 20)]);
  await world.put('labels/1.jsonl', [label(false, 10)]);
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Predictions: 1, Labelled: 1, Wrong: 0 });
});

test('a label that is here before its prediction is kept for it', async () => {
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true }]);
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Labelled: 1 });
});

test('fails to count a label that came after its time, although the window is measured later still', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  world.now = NOON + 21 * MINUTE + 1;
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: false }]);
  world.now = NOON + 60 * MINUTE;
  for (let run = 0; run < 5; run++) await world.measure();
  expect(world.values().green).toMatchObject({ Labelled: 0, MissingLabels: 1 });
});

test('the feedback API takes both, and says what it did not take', async () => {
  const event = {
    predictions: [predicted('a', true), { inferenceId: 'b' }, { ...predicted('c', true), at: '2026-01-01T10:00:00Z' }],
    labels: [{ inferenceId: 'a', label: true }, { inferenceId: 'a' }],
  };
  await expect(world.ingest(event)).resolves.toEqual({ predictions: 1, labels: 1, unusable: 2, late: 1 });
  expect(JSON.stringify(world.logged)).toContain('"unusable":2');
  expect(JSON.stringify(world.logged)).not.toContain('inferenceId');
});

test.each([
  ['nothing', {}],
  ['something else', { records: [] }],
  ['an event of another service', { source: 'aws.ec2', time: '2026-01-01T10:00:00Z', detail: {} }],
  ['no list', { labels: {} }],
  ['too many', { labels: Array.from({ length: 10_001 }, () => ({})) }],
])('fails for %s', async (_, event) => {
  await expect(world.ingest(event)).rejects.toMatchObject({ name: 'InvalidInput' });
});

test('a broken line does not keep the others from being taken', async () => {
  const result = await world.put('predictions/1.jsonl', ['{"inferenceId":', predicted('a', true), '{}']);
  expect(result).toMatchObject({ predictions: 1, unusable: 2 });
});

test('many records are written in batches, and read in pages', async () => {
  const ids = Array.from({ length: 2_345 }, (_, index) => `id-${index}`);
  await world.put(
    'predictions/1.jsonl',
    ids.map((id) => predicted(id, true)),
  );
  await world.put(
    'labels/1.jsonl',
    ids.slice(0, 240).map((inferenceId) => ({ inferenceId, label: true })),
  );
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Predictions: 2_345, Labelled: 240, Wrong: 0 });
});

test('a window of several minutes is measured as one', async () => {
  const spec = { windowMinutes: 5 };
  await world.put('predictions/1.jsonl', [predicted('a', true)], spec);
  world.now = NOON + 4 * MINUTE;
  await world.put('predictions/2.jsonl', [predicted('b', true)], spec);
  world.now = NOON + 26 * MINUTE;
  await expect(world.measure(spec)).resolves.toMatchObject({ windows: 1, predictions: 2 });
});

test('of two runs at once one publishes', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  world.now = NOON + 22 * MINUTE;
  const results = await Promise.all([world.measure(), world.measure()]);
  expect(results.map(({ windows }) => windows).sort()).toEqual([0, 1]);
  expect(world.published).toHaveLength(1);
});

test('a run that fails while it reads leaves its windows to the next', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  world.now = NOON + 22 * MINUTE;
  world.failing = (operation) => (operation === 'Query' ? awsError('InternalServerError') : undefined);
  await expect(world.measure()).rejects.toThrow('InternalServerError');
  world.failing = undefined;
  await expect(world.measure()).resolves.toMatchObject({ windows: 1, predictions: 1 });
});

test('fails to publish a window twice: one whose publication failed is lost', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  world.now = NOON + 22 * MINUTE;
  world.cloudwatchFails = true;
  await expect(world.measure()).rejects.toThrow('InternalFailure');
  world.cloudwatchFails = false;
  await expect(world.measure()).resolves.toMatchObject({ windows: 0 });
  expect(world.published).toEqual([]);
});

test('fails to blame a version for the predictions of the one before it in its environment', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', false), predicted('b', true, 'blue')]);
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true }]);
  await world.setLedger({
    live: { environment: 'blue', version: '1.3' },
    release: { environment: 'green', version: '1.4' },
  });
  world.now = NOON + 22 * MINUTE;
  await expect(world.measure()).resolves.toEqual({ windows: 1, predictions: 1, ofOtherVersions: 1, labelled: 0 });
  expect(world.values()).not.toHaveProperty('green');
});

test('windows without predictions publish nothing', async () => {
  await world.untilNoonIsClosed();
  expect(world.published).toEqual([]);
});

describe('what DynamoDB leaves over', () => {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const prediction = { inferenceId: 'a', environment: 'blue', prediction: 1, at: NOON } as const;
  beforeEach(() => void waits.splice(0));

  test('is sent again, with longer and longer pauses', async () => {
    let calls = 0;
    const send = async ({ input }: any) => (++calls < 3 ? { UnprocessedItems: input.RequestItems } : {});
    const writer = new QualityWriter({ client: { send } as any, table: 'quality', retentionDays: 1, wait });
    await writer.writePredictions([prediction]);
    expect(waits).toEqual([100, 200]);
  });

  test('fails the call after six tries, so that the event comes again', async () => {
    const send = async ({ input }: any) => ({ UnprocessedItems: input.RequestItems });
    const writer = new QualityWriter({ client: { send } as any, table: 'quality', retentionDays: 1, wait });
    await expect(writer.writePredictions([prediction])).rejects.toThrow('got 1 left over after 6 tries');
  });

  test('of keys is asked for again, and fails the run after six tries', async () => {
    let calls = 0;
    const send = async ({ input }: any) => (++calls < 3 ? { UnprocessedKeys: input.RequestItems } : { Responses: {} });
    await expect(new QualityReader({ send } as any, 'quality', wait).labelsOf(['a'])).resolves.toEqual(new Map());
    calls = -100;
    await expect(new QualityReader({ send } as any, 'quality', wait).labelsOf(['a'])).rejects.toThrow(
      'got 1 keys left over after 6 tries',
    );
  });
});
