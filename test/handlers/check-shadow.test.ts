import { CheckResult, GatewaySettings, ShadowSpec } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { SETTLE_SECONDS } from '../../lib/core/shadow-stages';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError, Gate, killAfter, OPEN } from './world/calls';
import { World } from './world/world';

/** v1 is live in blue, v2 stands in green. */
const SPEC: ShadowSpec = {
  kind: 'shadow',
  name: 'shadow',
  percent: 20,
  baselineSeconds: 60,
  durationSeconds: 120,
  compare: [
    { kind: 'equal', path: 'label' },
    { kind: 'top-k', path: 'items', k: 5, scores: false, atLeastPercent: 80 },
    { kind: 'text', path: 'why', atLeastPercent: 60 },
  ],
  maxDisagreementPercent: 5,
  minimumSamples: 100,
  minimumCoveragePercent: 50,
};

const start = () => new World(ledgerIn('checking'));

function call(world: World, event: object, gate: Gate = OPEN): Promise<any> {
  const clients = {
    ...world.clients(gate),
    fetch: () => Promise.reject(new Error('no request')),
    stopwatch: () => 0,
  };
  return makeHandler({ ...world.deps(), clients })(event);
}

const look = (world: World, spec: object = SPEC, releaseId = RELEASE_2): Promise<CheckResult> =>
  call(world, { action: 'check', releaseId, spec });
const stop = (world: World, releaseId = RELEASE_2) => call(world, { action: 'stop-mirroring', releaseId });

function wait(world: World, seconds: number): void {
  world.time = new Date(world.time.getTime() + seconds * 1_000);
}

/** What the gateways of the live environment count while they mirror by these settings, in a look's time. */
type Counting = (settings: GatewaySettings) => Readonly<{ readonly [name: string]: number | undefined }>;

const agreeing: Counting = ({ mirror }) => (mirror?.to === 'blue' ? { BaselineAgree: 100 } : { Agree: 100 });

/** Looks as the workflow does, until there is a verdict. */
async function play(world: World, counting: Counting = agreeing, spec = SPEC): Promise<CheckResult> {
  for (;;) {
    const result = await look(world, spec);
    if (result.status !== 'PENDING') return result;
    expect(result.waitSeconds).toBeGreaterThan(0);
    if (world.gateways.settings.mirror !== undefined) {
      world.gateways.count(world.time, 'blue', counting(world.gateways.settings));
    }
    wait(world, result.waitSeconds);
  }
}

test('a look mirrors what its stage asks for, records that, and says when to come again', async () => {
  const world = start();
  const result = await look(world);
  expect(result).toMatchObject({ check: 'shadow', status: 'PENDING', waitSeconds: 30 });
  const until = Math.ceil(world.time.getTime() / 1_000) + 120;
  expect(world.gateways.settings).toEqual({
    mirror: { from: 'blue', to: 'blue', percent: 20, until },
    compare: SPEC.compare,
    release: RELEASE_2,
  });
  expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'shadow', status: 'PENDING' }]);
});

test('fails to judge, so that it is asked again, while CloudWatch does not tell all that gateways counted', async () => {
  const world = start();
  world.gateways.statusCode = 'PartialData';
  await expect(play(world)).rejects.toMatchObject({ name: 'IncompleteMetrics' });
  expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'shadow', status: 'PENDING' }]);
  world.gateways.statusCode = 'Complete';
  await expect(play(world)).resolves.toMatchObject({ status: 'PASS' });
});

test('passes a version that answers as the live one does, and leaves nothing mirrored', async () => {
  const world = start();
  await expect(play(world)).resolves.toMatchObject({
    status: 'PASS',
    waitSeconds: 0,
    evidence: { samples: 400, disagree: 0, baseline: { agree: 200, disagree: 0 }, coveragePercent: 100 },
  });
  expect(world.gateways.written.map(({ mirror }) => mirror?.to)).toEqual([
    ...['blue', 'blue', 'green', 'green', 'green', 'green'],
    undefined,
  ]);
  expect(world.gateways.settings).toEqual({});
  expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'shadow', status: 'PASS' }]);
  expect(world.history).toEqual(Array(4).fill('check-shadow')); // three stages and the verdict
});

test.each<[string, Counting, Partial<CheckResult>]>([
  [
    'answers otherwise',
    ({ mirror }) => (mirror?.to === 'blue' ? { BaselineAgree: 100 } : { Agree: 70, Disagree: 30 }),
    { status: 'FAIL' },
  ],
  [
    'fails',
    ({ mirror }) => (mirror?.to === 'blue' ? { BaselineAgree: 100 } : { Agree: 70, CompareError: 30 }),
    { status: 'FAIL' },
  ],
  [
    'differs as much as the live one from itself',
    ({ mirror }) =>
      mirror?.to === 'blue' ? { BaselineAgree: 700, BaselineDisagree: 300 } : { Agree: 700, Disagree: 300 },
    { status: 'PASS' },
  ],
  ['gets no requests', () => ({}), { status: 'INSUFFICIENT_DATA', exempt: false }],
  [
    'drops more than it answers',
    ({ mirror }) =>
      mirror?.to === 'blue' ? { BaselineAgree: 100 } : { Agree: 100, MirrorDropped: 90, MirrorTooLarge: 20 },
    { status: 'INSUFFICIENT_DATA', evidence: expect.objectContaining({ notMirrored: 440 }) },
  ],
  [
    'leaves more copies without an answer than it answers',
    ({ mirror }) => (mirror?.to === 'blue' ? { BaselineAgree: 100, Mirrored: 100 } : { Agree: 100, Mirrored: 210 }),
    { status: 'INSUFFICIENT_DATA', evidence: expect.objectContaining({ withoutVerdict: 440 }) },
  ],
])('judges a version that %s', async (_how, counting, expected) => {
  const world = start();
  await expect(play(world, counting)).resolves.toMatchObject(expected);
  expect(world.gateways.settings.mirror).toBeUndefined();
});

test('slices are mirrored by, and their counts stand in the evidence; they decide nothing', async () => {
  const world = start();
  const slices = { by: 'header', at: 'x-country', values: ['DE', 'FR', 'IT'] } as const;
  const spec = { ...SPEC, slices };
  const { waitSeconds } = await look(world, spec);
  expect(world.gateways.settings.slices).toEqual(slices);
  world.gateways.count(world.time, 'blue', { BaselineAgree: 4, BaselineDisagree: 1 }, 'DE');
  wait(world, waitSeconds);
  world.gateways.count(world.time, 'blue', { Agree: 5, CompareError: 1, NotComparable: 2 }, 'DE');
  world.gateways.count(world.time, 'blue', { Disagree: 90 }, 'other');
  world.gateways.count(world.time, 'blue', { Disagree: 90 }, 'XX'); // of a check before it
  const verdict = await play(world, agreeing, spec);
  expect(verdict).toMatchObject({ status: 'PASS', evidence: { disagree: 0 } });
  expect(verdict.evidence.slices).toEqual({
    DE: { baseline: { agree: 4, disagree: 1 }, agree: 5, disagree: 0, errors: 1, notComparable: 2 },
    other: { baseline: { agree: 0, disagree: 0 }, agree: 0, disagree: 90, errors: 0, notComparable: 0 },
  });
  expect(world.gateways.settings).toEqual({});
});

test('drops of the baseline are none of the verdict', async () => {
  const world = start();
  const counting: Counting = ({ mirror }) =>
    mirror?.to === 'blue' ? { BaselineAgree: 100, MirrorDropped: 10_000 } : { Agree: 100 };
  await expect(play(world, counting)).resolves.toMatchObject({ status: 'PASS', evidence: { notMirrored: 0 } });
});

test('copies of the baseline, sent in the minute in which mirroring began, are not without a verdict', async () => {
  const world = start();
  wait(world, 30);
  const counting: Counting = ({ mirror }) =>
    mirror?.to === 'blue' ? { BaselineAgree: 90, Mirrored: 100 } : { Agree: 100, Mirrored: 100 };
  await expect(play(world, counting)).resolves.toMatchObject({ status: 'PASS', evidence: { withoutVerdict: 0 } });
});

test('what was counted before the check, or by the idle environment, is none of it', async () => {
  const world = start();
  world.gateways.count(new Date(world.time.getTime() - 60_000), 'blue', { Disagree: 10_000 });
  world.gateways.count(world.time, 'green', { Disagree: 10_000 });
  await expect(play(world)).resolves.toMatchObject({ status: 'PASS', evidence: { samples: 400 } });
});

test('counts come in after the end of mirroring too', async () => {
  const world = start();
  let last = world.time;
  for (;;) {
    const result = await look(world);
    if (result.status !== 'PENDING') {
      expect(result.evidence).toMatchObject({ samples: 240 });
      break;
    }
    if (world.gateways.settings.mirror === undefined) {
      last = world.time;
      world.gateways.count(last, 'blue', { Agree: 60 });
    }
    wait(world, result.waitSeconds);
  }
  expect((world.time.getTime() - last.getTime()) / 1_000).toBeLessThanOrEqual(SETTLE_SECONDS);
});

test('settings of others stay, and what nobody could read is replaced', async () => {
  const world = start();
  world.gateways.parameter = '{"versions":{"blue":"1.2"},"latencyThresholdsMs":[100]}';
  await play(world);
  expect(world.gateways.settings).toEqual({ versions: { blue: '1.2' }, latencyThresholdsMs: [100] });
  const broken = start();
  broken.gateways.parameter = 'off';
  await look(broken);
  expect(broken.gateways.settings.mirror).toMatchObject({ percent: 20 });
});

test('has measured nothing in the first release of all, says so in the ledger, and lets it go on', async () => {
  const world = new World(firstLedgerIn('checking'));
  const verdict = {
    check: 'shadow',
    status: 'INSUFFICIENT_DATA',
    reason: expect.stringContaining('no version is live to compare with'),
    evidence: { samples: 0 },
  };
  const first = await look(world, SPEC, RELEASE_1);
  expect(first).toEqual({ ...verdict, waitSeconds: 0, exempt: true });
  expect(world.ledger.release?.verdicts).toEqual([verdict]);
  await expect(look(world, SPEC, RELEASE_1)).resolves.toEqual(first); // the look before may have died
  expect(world.calls).not.toContain('PutParameter');
});

test('two shadow checks run one after the other', async () => {
  const world = start();
  await play(world);
  const second = { ...SPEC, name: 'shadow-text' };
  await expect(look(world, second)).resolves.toMatchObject({ check: 'shadow-text', status: 'PENDING' });
  expect(world.ledger.release?.verdicts).toMatchObject([{ status: 'PASS' }, { status: 'PENDING' }]);
});

test('asked again after its verdict, it says the same and mirrors nothing', async () => {
  const world = start();
  const verdict = await play(world);
  const writes = world.gateways.written.length;
  wait(world, 600);
  await expect(look(world)).resolves.toEqual(verdict);
  expect(world.gateways.written).toHaveLength(writes);
});

test.each([
  ['an abort', 'ReleaseAborted', { kind: 'request-abort', reason: 'stop', by: 'me' } as const],
  [
    'a rollback',
    'ReleaseRolledBack',
    { kind: 'decide-rollback', releaseId: RELEASE_2, reason: { trigger: 'alarm', reason: 'x', evidence: {} } } as const,
  ],
])(
  'fails at the next look after %s; mirroring is not renewed, and is stopped on the way back',
  async (_what, name, command) => {
    const world = start();
    await look(world);
    world.setLedger(carryOut(world.ledger, [command]));
    wait(world, 30);
    await expect(look(world)).rejects.toMatchObject({ name });
    expect(world.gateways.written).toHaveLength(1);
    await expect(stop(world)).resolves.toEqual({ stopped: true });
    expect(world.gateways.settings).toEqual({});
  },
);

test('stopping what is not mirrored writes nothing', async () => {
  const world = start();
  world.gateways.parameter = '{"versions":{"blue":"1.2"}}';
  await expect(stop(world)).resolves.toEqual({ stopped: false });
  expect(world.gateways.written).toEqual([]);
});

test('a release that lost the lock leaves alone what another one mirrors', async () => {
  const world = start();
  await look(world);
  await expect(stop(world, 'v1-release')).resolves.toEqual({ stopped: false });
  expect(world.gateways.settings.mirror).toBeDefined();
});

test('fails without its settings parameter, or without the right to read the counts', async () => {
  const world = start();
  world.gateways.parameter = undefined;
  await expect(look(world)).rejects.toMatchObject({ name: 'ParameterNotFound' });
  const denied = start();
  denied.failures.GetMetricData = awsError('AccessDenied');
  await expect(play(denied)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test.each<[string, object]>([
  ['without values to compare', { compare: [] }],
  ['with an unknown evaluator', { compare: [{ kind: 'magic', path: 'a' }] }],
  ['with more than everything', { percent: 101 }],
  ['without time', { durationSeconds: 0 }],
])('fails %s', async (_what, members) => {
  await expect(look(start(), { ...SPEC, ...members })).rejects.toMatchObject({ name: 'InvalidInput' });
});

test('a look that dies after any of its calls is done again without harm', async () => {
  for (let calls = 1; calls <= 8; calls++) {
    for (const seconds of [0, 60, 60 + 120, 60 + 120 + SETTLE_SECONDS]) {
      const world = start();
      // Up to the stage in question, look by look.
      for (let passed = 0; passed < seconds;) {
        const { waitSeconds } = await look(world);
        if (world.gateways.settings.mirror !== undefined) {
          world.gateways.count(world.time, 'blue', agreeing(world.gateways.settings));
        }
        wait(world, waitSeconds);
        passed += waitSeconds;
      }
      const { gate, killed } = killAfter(calls);
      await Promise.race([call(world, { action: 'check', releaseId: RELEASE_2, spec: SPEC }, gate), killed]);
      await expect(play(world)).resolves.toMatchObject({ status: 'PASS' });
      expect(world.gateways.settings).toEqual({});
    }
  }
});
