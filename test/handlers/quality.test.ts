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

  item(pk: string, sk: string): Promise<any> {
    return this.account.call('dynamodb', 'GetItem', { TableName: 'quality', Key: { pk: { S: pk }, sk: { S: sk } } });
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
        const { code, details } = failure as { code: string; details: object };
        throw Object.assign(awsError(code, String(failure)), details);
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

test('a call that is repeated in another minute counts once if it says its time, and else twice', async () => {
  const at = new Date(NOON + 58_000).toISOString();
  for (const second of [58, 63]) {
    world.now = NOON + second * 1_000;
    await world.ingest({ predictions: [{ ...predicted('a', true), at }, predicted('b', true, 'blue')] });
  }
  world.now = NOON + 23 * MINUTE;
  await expect(world.measure()).resolves.toMatchObject({ windows: 2 });
  expect(world.values()).toMatchObject({ green: { Predictions: 1 }, blue: { Predictions: 2 } });
});

test('a label that is here before its prediction is kept for it', async () => {
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true }]);
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Labelled: 1 });
});

test('fails to call a label missing that came in time and was corrected too late, although the window is measured later still', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  world.now = NOON + 10 * MINUTE;
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true }]);
  world.now = NOON + 30 * MINUTE;
  await world.put('labels/2.jsonl', [{ inferenceId: 'a', label: false }]);
  for (let run = 0; run < 5; run++) await world.measure();
  expect(world.values().green).toMatchObject({ Labelled: 1, Wrong: 0 });
});

test('fails to blame a version for predictions without a version that are older than its release', async () => {
  const { version, ...nameless } = predicted('a', true);
  expect(version).toBe('1.3');
  await world.put('predictions/1.jsonl', [nameless]);
  const live = { environment: 'blue', version: '1.3', since: new Date(NOON - 60 * MINUTE).toISOString() };
  const startedAt = new Date(NOON + 10 * MINUTE).toISOString();
  await world.setLedger({ live, release: { environment: 'green', version: '1.4', startedAt } });
  world.now = NOON + 22 * MINUTE;
  await expect(world.measure()).resolves.toMatchObject({ predictions: 0, ofOtherVersions: 1 });
});

test('labels of one prediction that come at the same time are all kept', async () => {
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  const labels = [1, 2, 3, 4].map((second) => ({
    inferenceId: 'a',
    label: second === 4,
    at: new Date(NOON + second * 1_000).toISOString(),
  }));
  world.now = NOON + MINUTE;
  await expect(world.put('labels/1.jsonl', labels)).resolves.toMatchObject({ labels: 4 });
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Labelled: 1, Wrong: 0 });
});

test('of two labels without a time in one object the last one counts, although others are written at the same time', async () => {
  const send = world.dynamodb.send;
  let writes = 0;
  // The first write is the slowest.
  world.dynamodb.send = async (command: any) => {
    const isFirst = writes++ === 0;
    for (let turn = 0; isFirst && turn < 100; turn++) await Promise.resolve();
    return send(command);
  };
  await world.put('labels/1.jsonl', [
    { inferenceId: 'a', label: false },
    { inferenceId: 'a', label: true },
  ]);
  world.dynamodb.send = send;
  await world.put('predictions/1.jsonl', [predicted('a', true)]);
  await world.untilNoonIsClosed();
  expect(world.values().green).toMatchObject({ Labelled: 1, Wrong: 0 });
});

test('a label is kept from when it came, however old it says to be: else it is forgotten at once, or never', async () => {
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true, at: '1970-01-01T00:00:00Z' }]);
  const { Item } = await world.item('LABEL#a', 'LABEL');
  expect(Number(Item.expires.N)).toBe(world.now / 1_000 + 7 * 86_400);
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

describe('a request to the function URL', () => {
  const request = (members: object) => ({
    version: '2.0',
    routeKey: '$default',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/' } },
    isBase64Encoded: false,
    ...members,
  });
  const body = JSON.stringify({ labels: [{ inferenceId: 'a', label: true }] });

  test.each([
    ['a text', { body }],
    [
      'bytes, as Lambda gives other content types',
      { body: Buffer.from(body).toString('base64'), isBase64Encoded: true },
    ],
  ])('has in its body, %s, what a direct call gives', async (_, members) => {
    const answer = await world.ingest(request(members));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toEqual({ predictions: 0, labels: 1, unusable: 0, late: 0 });
    await world.put('predictions/1.jsonl', [predicted('a', true)]);
    await world.untilNoonIsClosed();
    expect(world.values().green).toMatchObject({ Labelled: 1 });
  });

  test.each([
    ['without a body', {}, 'the body must be JSON'],
    ['with a body that is none', { body: '{"labels":' }, 'the body must be JSON'],
    ['with another shape', { body: '{"records":[]}' }, 'breaks the contract'],
    ['with null', { body: 'null' }, 'breaks the contract'],
    ['with too many records', { body: JSON.stringify({ labels: new Array(10_001).fill({}) }) }, 'labels: '],
    [
      'that claims to come from S3',
      { body: '{"source":"aws.s3","time":"2026-01-01T10:00:00Z","detail":{}}' },
      'breaks the contract',
    ],
  ])('fails %s, and says why', async (_, members, error) => {
    const answer = await world.ingest(request(members));
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body).error).toContain(error);
  });

  test('fails with another method than POST', async () => {
    const answer = await world.ingest(request({ requestContext: { http: { method: 'GET' } } }));
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
  });

  test('fails the invocation when DynamoDB does, so that the alarm counts it', async () => {
    world.failing = () => awsError('InternalServerError');
    await expect(world.ingest(request({ body }))).rejects.toThrow('InternalServerError');
  });
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

test('ground truth that is no CSV is counted, and takes no other label along', async () => {
  const truth = (data: string) => ({ groundTruthData: { data, encoding: 'CSV' }, eventMetadata: { eventId: 'a' } });
  const result = await world.put('labels/1.jsonl', [truth('"1'), truth('1')]);
  expect(result).toMatchObject({ labels: 1, unusable: 1 });
});

test('a text that no item could hold is counted, and takes no other record along', async () => {
  const long = 'x'.repeat(500_000);
  const labels = [
    { inferenceId: 'a', label: long },
    { inferenceId: 'b', label: true },
  ];
  await expect(world.put('labels/1.jsonl', labels)).resolves.toMatchObject({ labels: 1, unusable: 1 });
  const predictions = [{ ...predicted('a', true), prediction: long }, predicted('b', true)];
  await expect(world.put('predictions/1.jsonl', predictions)).resolves.toMatchObject({ predictions: 1, unusable: 1 });
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

test('fails to stumble over many predictions of one window', async () => {
  const MANY = 200_000;
  world.now = NOON + 22 * MINUTE;
  const send = world.dynamodb.send;
  const items = Array.from({ length: MANY }, (_, index) => ({
    pk: { S: `PREDICTIONS#${new Date(NOON).toISOString()}#0` },
    sk: { S: `green#${index}` },
    value: { S: '{"prediction":true,"version":"1.3"}' },
  }));
  // Pages of 10,000, and nobody knows a label.
  world.dynamodb.send = async (command: any) => {
    const { ExpressionAttributeValues: values, ExclusiveStartKey: start, RequestItems } = command.input;
    if (RequestItems !== undefined) return {};
    if (!values?.[':pk']?.S.endsWith(`${new Date(NOON).toISOString()}#0`)) return send(command);
    const from = Number(start?.from ?? 0);
    const next = from + 10_000 < MANY ? { LastEvaluatedKey: { from: from + 10_000 } } : {};
    return { Items: items.slice(from, from + 10_000), ...next };
  };
  await expect(world.measure()).resolves.toMatchObject({ windows: 1, predictions: MANY });
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

test('a prediction of absurd size does not keep the rest of the window from CloudWatch, and looks bad to an alarm', async () => {
  const spec: Partial<QualitySpec> = { task: { kind: 'regression', wrongAbove: 5 } };
  const value = (inferenceId: string, prediction: number) => ({ ...predicted(inferenceId, true), prediction });
  await world.put('predictions/1.jsonl', [value('a', 1e200), value('b', 2)], spec);
  const labels = [
    { inferenceId: 'a', label: 3 },
    { inferenceId: 'b', label: 2.5 },
  ];
  await world.put('labels/1.jsonl', labels, spec);
  world.now = NOON + 22 * MINUTE;
  await world.measure(spec);
  const { Predictions, Labelled, Wrong, MAE, RMSE, R2 } = world.values().green;
  expect({ Predictions, Labelled, Wrong }).toEqual({ Predictions: 2, Labelled: 2, Wrong: 1 });
  expect([MAE, RMSE, R2]).toEqual([1e108, 1e108, -1e108]);
  expect(world.logged).toContainEqual({ environment: 'green', capped: 'MAE RMSE R2', leftOut: '' });
});

test('windows without predictions publish nothing', async () => {
  await world.untilNoonIsClosed();
  expect(world.published).toEqual([]);
});

describe('drift of two versions', () => {
  const spec = { features: { amount: 'amount' } };
  const scored = (environment: string, count: number, shift: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...predicted(`${environment}-${index}-${world.now}`, true, environment),
      score: ((index * 37) % 100) / 200 + shift,
      features: { amount: (index * 37) % 100 },
    }));
  /** Predictions of a minute, and the run that counts them. */
  const aMinute = async (at: number, shift: number) => {
    world.now = at;
    await world.put(`predictions/${at}.jsonl`, [...scored('blue', 60, 0), ...scored('green', 60, shift)], spec);
    world.now = at + 7 * MINUTE;
    return world.measure(spec);
  };
  const sizes = (publication: any) =>
    Object.fromEntries(
      publication.MetricData.map(({ MetricName, Value, Dimensions }: any) => [
        `${Dimensions[1].Value} ${Dimensions[2].Value} ${MetricName}`,
        Value,
      ]),
    );
  const NEXT = NOON + 30 * MINUTE;
  beforeEach(async () => {
    world.now = NEXT + 6 * MINUTE;
    for (let run = 0; run < 5; run++) await world.measure(spec);
  });

  test('is published as soon as there is enough, without any label, of predictions and of requests', async () => {
    await aMinute(NEXT, 0.3);
    expect(world.published).toEqual([]);
    await aMinute(NEXT + MINUTE, 0.3);
    expect(world.published).toHaveLength(1);
    const published = sizes(world.published[0]);
    expect(Object.keys(published).sort()).toEqual(
      ['input.amount', 'prediction'].flatMap((of) =>
        ['DriftJS', 'DriftKS', 'DriftPSI', 'DriftPSINoise'].map((name) => `green ${of} ${name}`),
      ),
    );
    expect(published['green prediction DriftPSI']).toBeGreaterThan(1);
    expect(published['green input.amount DriftPSI']).toBeLessThan(0.01);
  });

  test('is of everything so far: a publication that fails comes with the next window', async () => {
    await aMinute(NEXT, 0.3);
    world.cloudwatchFails = true;
    await expect(aMinute(NEXT + MINUTE, 0.3)).rejects.toThrow('InternalFailure');
    world.cloudwatchFails = false;
    await aMinute(NEXT + 2 * MINUTE, 0.3);
    expect(sizes(world.published[0])['green prediction DriftPSINoise']).toBeCloseTo(16.919 * (2 / 180), 3);
  });

  test('of two runs at once is counted once', async () => {
    await aMinute(NEXT, 0.3);
    world.now = NEXT + MINUTE;
    await world.put('predictions/2.jsonl', [...scored('blue', 60, 0), ...scored('green', 60, 0.3)], spec);
    world.now += 7 * MINUTE;
    await Promise.all([world.measure(spec), world.measure(spec)]);
    expect(world.published).toHaveLength(1);
    expect(sizes(world.published[0])['green prediction DriftPSINoise']).toBeCloseTo(16.919 * (2 / 120), 3);
  });

  test('fails to be measured of one version: nothing is read then', async () => {
    await world.setLedger({ live: { environment: 'blue', version: '1.3' } });
    const operations: string[] = [];
    world.failing = (operation) => void operations.push(operation);
    world.now = NEXT + 7 * MINUTE;
    await world.measure({ ...spec, labelDelayMinutes: 60 });
    expect(operations.sort()).toEqual(['GetItem', 'GetItem', 'GetItem', 'PutItem']);
  });
});

test('bins of calibration are in the log, one line each, and nothing else of the predictions', async () => {
  await world.put('predictions/1.jsonl', [{ ...predicted('a', true), score: 0.93 }]);
  await world.put('labels/1.jsonl', [{ inferenceId: 'a', label: true }]);
  await world.untilNoonIsClosed();
  expect(world.logged).toContainEqual({
    environment: 'green',
    from: 0.9,
    outcomes: 1,
    meanScore: 0.93,
    positiveShare: 1,
  });
});

describe('what DynamoDB leaves over', () => {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const prediction = { inferenceId: 'a', environment: 'blue', prediction: 1, at: NOON } as const;
  beforeEach(() => void waits.splice(0));

  test('is sent again, with longer and longer pauses', async () => {
    let calls = 0;
    const send = async ({ input }: any) => (++calls < 3 ? { UnprocessedItems: input.RequestItems } : {});
    const writer = new QualityWriter({ client: { send }, table: 'quality', retentionDays: 1, wait });
    await writer.writePredictions([prediction]);
    expect(waits).toEqual([100, 200]);
  });

  test('fails the call after six tries, so that the event comes again', async () => {
    const send = async ({ input }: any) => ({ UnprocessedItems: input.RequestItems });
    const writer = new QualityWriter({ client: { send }, table: 'quality', retentionDays: 1, wait });
    await expect(writer.writePredictions([prediction])).rejects.toThrow('got 1 left over after 6 tries');
  });

  test('a label fails to be written while others are, six times', async () => {
    let writes = 0;
    const send = async () => {
      const labels = { S: JSON.stringify([{ label: true, at: ++writes }]) };
      throw Object.assign(awsError('ConditionalCheckFailedException'), { Item: { pk: { S: 'LABEL#a' }, labels } });
    };
    const writer = new QualityWriter({ client: { send }, table: 'quality', retentionDays: 1, wait });
    await expect(writer.writeLabels([{ inferenceId: 'a', label: true, at: NOON }])).rejects.toThrow(
      'must be written in 6 tries',
    );
    expect(writes).toBe(6);
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
