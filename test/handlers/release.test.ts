import { Phase } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { makeHandler } from '../../lib/handlers/release';
import {
  ALARM_REASON,
  at,
  bakedLedger,
  carryOut,
  executionArn,
  firstLedgerIn,
  ledgerIn,
  MODEL,
  PLAN,
  quietLedger,
  RELEASE_1,
  RELEASE_2,
} from '../core/ledger/ledgers';
import { awsError, killAfter } from './world/calls';
import { World } from './world/world';

const call = (world: World, event: unknown) => makeHandler(world.deps())(event);

function prepare(version: string, input: object = {}) {
  const releaseId = `${version}-release`;
  return {
    action: 'prepare',
    executionArn: executionArn(releaseId),
    releaseId,
    input: { version, contentHash: `hash-of-${version}`, image: `repo/model:${version}`, ...input },
  };
}

describe('a change freeze', () => {
  const frozen = (world: World, input: object = {}) =>
    makeHandler({
      ...world.deps(),
      env: {
        ...world.env,
        CHANGE_FREEZE: JSON.stringify({ calendars: ['christmas', 'weekends'], stopParameter: '/models/stop' }),
      },
    })(prepare('v2', input));
  const open = () => {
    const world = new World(quietLedger());
    Object.assign(world.freeze.calendars, { christmas: 'OPEN', weekends: 'OPEN' });
    world.freeze.stop = ' Off ';
    return world;
  };

  test('lets a release start when every calendar is open and nobody stopped releases', async () => {
    await expect(frozen(open())).resolves.toMatchObject({ decision: 'start' });
  });

  test.each<[string, (world: World) => unknown, RegExp]>([
    [
      'a calendar is closed',
      (world) => (world.freeze.calendars.weekends = 'CLOSED'),
      /calendar weekends is CLOSED, next change at 2026-01-02T00:00:00Z/,
    ],
    [
      'a calendar can’t be asked',
      (world) => delete world.freeze.calendars.christmas,
      /christmas can't be asked \(InvalidDocument/,
    ],
    ['a calendar says something else', (world) => (world.freeze.calendars.christmas = 'HALF'), /it says HALF/],
    [
      'somebody stopped releases',
      (world) => (world.freeze.stop = 'incident 4711'),
      /stops all releases: incident 4711;/,
    ],
    [
      'nobody knows whether they are stopped',
      (world) => (world.freeze.stop = undefined),
      /stop can't be read \(ParameterNotFound/,
    ],
  ])('fails when %s, and touches nothing', async (_name, given, reason) => {
    const world = open();
    given(world);
    await expect(frozen(world)).rejects.toMatchObject({
      name: 'ReleaseRefused',
      message: expect.stringMatching(reason),
    });
    expect(world.ledger.release).toBeUndefined();
  });

  test('is overridden by force, which is recorded', async () => {
    const world = open();
    world.freeze.stop = 'incident 4711';
    await expect(frozen(world, { force: true })).resolves.toMatchObject({ decision: 'start' });
    const [start] = [...world.items.values()]
      .map(({ document }) => JSON.parse(document.S))
      .filter(({ kind }) => kind === 'start');
    expect(start.evidence).toMatchObject({
      forced: true,
      overrode: ['parameter /models/stop stops all releases: incident 4711'],
    });
  });

  test('does not keep a deploy of the live version from succeeding', async () => {
    const world = open();
    world.freeze.stop = 'incident 4711';
    const live = world.ledger.live!;
    const again = { version: live.version, contentHash: live.contentHash, image: live.image };
    await expect(frozen(world, again)).resolves.toMatchObject({ decision: 'noop' });
  });
});

describe('ask for an approval', () => {
  const ask = { action: 'ask-approval', releaseId: RELEASE_2, check: 'sign-off', timeoutSeconds: 600 };

  test('tells people what passed and what to do, and changes nothing', async () => {
    const world = new World(ledgerIn('checking'));
    const before = world.ledger;
    await call(world, ask);
    expect(world.published).toMatchObject([
      {
        phase: 'awaiting-approval',
        version: 'v2',
        reason: expect.stringContaining(`bluegreen approve ${MODEL} --version v2 --reason`),
        evidence: { check: 'sign-off', timeoutSeconds: 600 },
      },
    ]);
    expect(world.ledger).toEqual(before);
  });

  test('asks for a version that nobody goes back behind, says so with every phase, and for no other where told so', async () => {
    const only = { ...ask, when: 'roll-forward-only' };
    const world = new World(ledgerIn('checking'));
    const verdict = { check: 'data-contract', status: 'PASS' as const, reason: 'r', evidence: {} };
    const kept = { ...verdict, keepsContract: true as const };
    world.setLedger(carryOut(world.ledger, [{ kind: 'record-verdict', releaseId: RELEASE_2, verdict: kept }]));
    await expect(call(world, only)).resolves.toEqual({ asked: false });
    expect(world.published).toEqual([]);
    const commands = [
      { kind: 'record-verdict' as const, releaseId: RELEASE_2, verdict: { ...verdict, rollForwardOnly: 'it breaks' } },
    ];
    world.setLedger(carryOut(world.ledger, commands));
    await expect(call(world, only)).resolves.toEqual({ asked: true });
    await call(world, { action: 'phase', releaseId: RELEASE_2, phase: 'shifting' });
    expect(world.published.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/or --decline\); ROLL FORWARD ONLY: it breaks$/),
      'the release is in phase shifting; ROLL FORWARD ONLY: it breaks',
    ]);
  });

  test('fails for a release that goes back', async () => {
    await expect(call(new World(ledgerIn('rolling-back')), ask)).rejects.toMatchObject({ name: 'ReleaseRolledBack' });
  });
});

describe('prepare', () => {
  test('takes the lock for the idle environment and tells people', async () => {
    const world = new World(quietLedger());
    await expect(call(world, prepare('v2'))).resolves.toEqual({
      decision: 'start',
      releaseId: RELEASE_2,
      version: 'v2',
      environment: 'green',
      liveEnvironment: 'blue',
      isReturn: false,
      plan: PLAN,
    });
    expect(world.ledger.release).toMatchObject({ releaseId: RELEASE_2, phase: 'preparing', requestedBy: 'unknown' });
    expect(world.published).toMatchObject([{ modelName: MODEL, phase: 'preparing', version: 'v2' }]);
    expect(world.events).toMatchObject([{ Source: 'cdk-model-bluegreen', DetailType: 'Model Release Phase Change' }]);
  });

  test('goes to 100 % at once on the first release, in blue', async () => {
    const world = new World();
    await expect(call(world, prepare('v1'))).resolves.toMatchObject({
      environment: 'blue',
      liveEnvironment: '',
      plan: { steps: [{ percent: 100, bakeSeconds: 0 }] },
    });
  });

  test('aborts a release whose stack rolled back before it took the lock', async () => {
    const world = new World(quietLedger());
    const cancelled = { stackId: 'stack', cancelledAt: '2026-01-01T00:00:00.000Z' };
    world.items.set(`DEPLOY#${RELEASE_2}`, { document: { S: JSON.stringify(cancelled) } });
    await call(world, prepare('v2'));
    expect(world.ledger.release?.abort).toMatchObject({ by: 'CloudFormation' });
  });

  test('answers the same when it is repeated by the same execution', async () => {
    const world = new World(quietLedger());
    const first = await call(world, prepare('v2'));
    await expect(call(world, prepare('v2'))).resolves.toEqual(first);
    expect(world.history).toEqual(['start']);
  });

  test('has nothing to do when the version is live', async () => {
    const world = new World(quietLedger());
    await expect(call(world, prepare('v1'))).resolves.toMatchObject({ decision: 'noop', environment: 'blue' });
    expect(world.ledger.release).toBeUndefined();
  });

  test('hashes version and image when no hash is given', async () => {
    const world = new World(quietLedger());
    await call(world, prepare('v2', { contentHash: undefined, candidateArn: 'arn:candidate' }));
    expect(world.ledger.release?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(world.ledger.release?.byHand).toBe(true);
    expect(world.ledger.release?.candidateArn).toBe('arn:candidate');
  });

  test('ends quietly when an approval event comes again, and the history says why', async () => {
    const image = 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/fraud/7';
    const ledger = quietLedger();
    const world = new World({ ...ledger, live: { ...ledger.live!, image } });
    const event = prepare('fraud-7', { image, contentHash: undefined, byRegistry: true });
    await expect(call(world, event)).resolves.toMatchObject({ decision: 'noop', releaseId: 'fraud-7-release' });
    expect(world.ledger.release).toBeUndefined();
    expect([world.published, world.events]).toEqual([[], []]);
    expect(world.history).toEqual(['ignored']);
    const [[key]] = [...world.items].filter(([name]) => name.startsWith('EVENT#'));
    expect(world.document(key)).toMatchObject({
      releaseId: 'fraud-7-release',
      reason: `package ${image} is live already, as version "v1"`,
      evidence: { image },
    });
  });

  const rejected = () => ({
    ...quietLedger(),
    rejected: [{ version: 'v2', contentHash: 'hash-of-v2', image: '', releaseId: 'r', reason: 'errors', at: '2026' }],
  });

  test.each([
    [
      'the live version has other content',
      () => quietLedger(),
      prepare('v1', { contentHash: 'other' }),
      /live with other content/,
    ],
    ['another release runs', () => ledgerIn('baking'), prepare('v3'), /release v2-release .* is in phase baking/],
    ['the version was rejected', rejected, prepare('v2'), /rejected by release r/],
  ])('fails when %s', async (_name, given, event, message) => {
    const world = new World(given());
    world.executions[executionArn(RELEASE_2)] = 'RUNNING';
    const before = world.ledger;
    await expect(call(world, event)).rejects.toMatchObject({
      name: 'ReleaseRefused',
      message: expect.stringMatching(message),
    });
    expect(world.ledger).toEqual(before);
    expect(world.published).toEqual([]);
  });

  test('releases a rejected version when forced', async () => {
    const world = new World(rejected());
    await expect(call(world, prepare('v2', { force: true }))).resolves.toMatchObject({ decision: 'start' });
    expect(world.ledger.release?.forced).toBe(true);
  });

  test.each<[Phase, string | undefined]>([
    ['checking', 'FAILED'],
    ['checking', undefined],
    ['standby', 'ABORTED'],
    ['retiring-failed', 'TIMED_OUT'],
  ])('takes the lock over from an execution that died in phase %s (%s)', async (phase, status) => {
    const world = new World(ledgerIn(phase));
    if (status !== undefined) world.executions[executionArn(RELEASE_2)] = status;
    world.time = new Date(at(status === undefined ? 181 : 1));
    await expect(call(world, prepare('v3'))).resolves.toMatchObject({ decision: 'start' });
    expect(world.ledger.ended[0].releaseId).toBe(RELEASE_2);
    expect(world.document(`RELEASE#${RELEASE_2}`)).toMatchObject({ releaseId: RELEASE_2 });
  });

  test('fails to take over from an execution that is too young to be known', async () => {
    const world = new World(ledgerIn('checking'));
    world.time = new Date(at(180));
    await expect(call(world, prepare('v3'))).rejects.toMatchObject({ name: 'ReleaseRefused' });
    expect(world.ledger.release?.releaseId).toBe(RELEASE_2);
  });

  test('fails to take over from a recovery that is too young to be known', async () => {
    const world = new World(ledgerIn('standby'));
    world.executions[executionArn(RELEASE_2)] = 'ABORTED';
    world.time = new Date(at(3600));
    const recovery = executionArn('recovery');
    await call(world, { action: 'adopt', executionArn: recovery, releaseId: RELEASE_2 });
    await expect(call(world, prepare('v3'))).rejects.toMatchObject({ name: 'ReleaseRefused' });
    expect(world.ledger.release).toMatchObject({ releaseId: RELEASE_2, executionArn: recovery });
  });

  describe('tells of the dead release that it ends', () => {
    /** A release that died with a deploy that still waits for it. */
    const dead = (phase: Phase) => {
      const world = new World(ledgerIn(phase));
      world.time = new Date(at(3600)); // long enough that Step Functions would know an execution
      const deploy = { responseUrl: 'https://answer.example', stackId: 's', version: 'v2', contentHash: 'hash-of-v2' };
      world.items.set(`DEPLOY#${RELEASE_2}`, { document: { S: JSON.stringify(deploy) } });
      return world;
    };

    test.each<[Phase, string, string]>([
      ['checking', 'rolled-back', 'FAILED'],
      ['standby', 'promoted', 'SUCCESS'],
    ])('died in phase %s: %s, the deploy that waits gets %s', async (phase, outcome, Status) => {
      const world = dead(phase);
      await call(world, prepare('v3'));
      expect(world.published).toMatchObject([
        { releaseId: RELEASE_2, phase: outcome },
        { releaseId: 'v3-release', phase: 'preparing' },
      ]);
      expect(world.answers).toMatchObject([{ url: 'https://answer.example', body: { Status } }]);
      expect(world.document(`RELEASE#${RELEASE_2}`)).toEqual(world.ledger.ended[0]);
      expect(world.history).toEqual(expect.arrayContaining(['start', 'taken-over']));
    });

    test('when it is repeated after it died itself', async () => {
      const world = dead('checking');
      const { gate, killed } = killAfter(3); // read, describe, write
      await Promise.race([makeHandler(world.deps(gate))(prepare('v3')), killed]);
      expect(world.ledger.release?.releaseId).toBe('v3-release');
      expect([world.published, world.answers]).toEqual([[], []]);
      await call(world, prepare('v3'));
      expect(world.published[0]).toMatchObject({ releaseId: RELEASE_2, phase: 'rolled-back' });
      expect(world.answers).toHaveLength(1);
      await call(world, prepare('v3'));
      expect(world.answers).toHaveLength(1);
    });

    test('and starts all the same when CloudFormation does not take the answer', async () => {
      const world = dead('checking');
      const lines: string[] = [];
      const logger = { info: () => undefined, error: (message: string) => void lines.push(message) };
      const put = async () => ({ ok: false, status: 503 });
      const handler = makeHandler({ ...world.deps(), clients: { ...world.clients(), put }, logger });
      await expect(handler(prepare('v3'))).resolves.toMatchObject({ decision: 'start' });
      expect(lines).toEqual(['the deploy of a release that died was not answered']);
    });
  });

  test('fails to take over while the traffic of the dead release is not known to be safe', async () => {
    const world = new World(ledgerIn('shifting'));
    world.executions[executionArn(RELEASE_2)] = 'ABORTED';
    await expect(call(world, prepare('v3'))).rejects.toMatchObject({
      name: 'ReleaseRefused',
      message: expect.stringContaining('recovery'),
    });
  });

  test('fails when the plan of the construct is not valid', async () => {
    const world = new World(quietLedger());
    const env = { ...world.env, PLAN: JSON.stringify({ ...PLAN, watchIntervalSeconds: 0 }) };
    await expect(makeHandler({ ...world.deps(), env })(prepare('v2'))).rejects.toThrow(
      'watchIntervalSeconds must be whole seconds from 1',
    );
  });
});

describe('phases', () => {
  test('enters a phase once, and tells people every time it is asked to', async () => {
    const world = new World(
      carryOut(ledgerIn('shifting'), [{ kind: 'intend-shift', releaseId: RELEASE_2, stepIndex: 1 }]),
    );
    world.setLedger(
      carryOut(world.ledger, [
        { kind: 'shifted', releaseId: RELEASE_2, stepIndex: 1, weights: { blue: 0, green: 100 } },
      ]),
    );
    const event = { action: 'phase', releaseId: RELEASE_2, phase: 'baking' };
    await expect(call(world, event)).resolves.toEqual({ phase: 'baking' });
    await expect(call(world, event)).resolves.toEqual({ phase: 'baking' });
    expect(world.history).toEqual(['phase-baking']);
    expect(world.published).toHaveLength(2);
  });

  test('promotes: the version is live, the one before stands by', async () => {
    const world = new World(bakedLedger());
    await expect(call(world, { action: 'promote', releaseId: RELEASE_2 })).resolves.toEqual({ phase: 'standby' });
    expect(world.ledger).toMatchObject({ live: { version: 'v2', environment: 'green' }, standby: { version: 'v1' } });
    expect(world.published).toMatchObject([{ phase: 'standby' }]);
  });

  test.each([
    [
      'fails after an abort',
      carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]),
      'ReleaseAborted',
    ],
    ['fails after a rollback', ledgerIn('rolling-back'), 'ReleaseRolledBack'],
    ['fails before the bake time', ledgerIn('shifting'), 'InvalidInput'],
    ['fails without the lock', quietLedger(), 'ReleaseAborted'],
  ])('promote %s', async (_name, ledger, error) => {
    const world = new World(ledger);
    await expect(call(world, { action: 'promote', releaseId: RELEASE_2 })).rejects.toMatchObject({ name: error });
    expect(world.ledger.live?.version).toBe('v1');
  });
});

describe('end', () => {
  test('a rollback is recorded, told at once, and rejects the version', async () => {
    const world = new World(
      carryOut(ledgerIn('rolling-back'), [{ kind: 'traffic-restored', releaseId: RELEASE_2, environment: 'blue' }]),
    );
    const expected = { outcome: 'rolled-back', reason: ALARM_REASON.reason };
    await expect(call(world, { action: 'rolled-back', releaseId: RELEASE_2 })).resolves.toEqual(expected);
    await expect(call(world, { action: 'finish', releaseId: RELEASE_2 })).resolves.toEqual(expected);
    await expect(call(world, { action: 'finish', releaseId: RELEASE_2 })).resolves.toEqual(expected);
    expect(world.ledger.rejected[0]).toMatchObject({ version: 'v2', reason: ALARM_REASON.reason });
    expect(world.ledger.release).toBeUndefined();
    expect(world.document(`RELEASE#${RELEASE_2}`)).toMatchObject({
      outcome: 'rolled-back',
      evidence: { trigger: 'alarm', environment: 'green' },
    });
    expect(world.published.map(({ phase }) => phase)).toEqual(['rolled-back']);
  });

  test('the item of a release that ends is written with the ledger, not after it', async () => {
    const world = new World(ledgerIn('retiring-failed'));
    world.failures.PutItem = awsError('AccessDeniedException');
    await call(world, { action: 'finish', releaseId: RELEASE_2 });
    expect(world.document(`RELEASE#${RELEASE_2}`)).toEqual(world.ledger.ended[0]);
  });

  test('a rollback whose record was lost is told at the end', async () => {
    const world = new World(
      carryOut(ledgerIn('rolling-back'), [{ kind: 'traffic-restored', releaseId: RELEASE_2, environment: 'blue' }]),
    );
    await call(world, { action: 'finish', releaseId: RELEASE_2 });
    expect(world.published).toMatchObject([{ phase: 'rolled-back', environment: 'green' }]);
    expect(world.ledger.rejected).toMatchObject([{ version: 'v2' }]);
  });

  test.each(['rolled-back', 'finish'])(
    '%s fails while traffic was not read back on the stable side',
    async (action) => {
      const world = new World(ledgerIn('rolling-back'));
      await expect(call(world, { action, releaseId: RELEASE_2 })).rejects.toMatchObject({ name: 'WeightsNotApplied' });
      expect(world.ledger.release).toBeDefined();
    },
  );

  test('fails to finish a release that is neither promoted nor rolled back', async () => {
    const world = new World(ledgerIn('baking'));
    await expect(call(world, { action: 'finish', releaseId: RELEASE_2 })).rejects.toMatchObject({
      name: 'InvalidInput',
    });
  });

  test('a promoted release ends with its item and a notification', async () => {
    const world = new World(ledgerIn('retiring'));
    await expect(call(world, { action: 'finish', releaseId: RELEASE_2 })).resolves.toMatchObject({
      outcome: 'promoted',
    });
    expect(world.ledger.standby).toBeUndefined();
    expect(world.published).toMatchObject([{ phase: 'promoted' }]);
  });

  test('a release that alarms refused does not reject its version', async () => {
    const reason = { trigger: 'watch', reason: 'in ALARM: x', evidence: { beforeStart: true } } as const;
    const world = new World(
      carryOut(ledgerIn('preparing'), [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]),
    );
    await expect(call(world, { action: 'rolled-back', releaseId: RELEASE_2 })).resolves.toMatchObject({
      outcome: 'refused',
    });
    await expect(call(world, { action: 'finish', releaseId: RELEASE_2 })).resolves.toMatchObject({
      outcome: 'refused',
    });
    expect(world.ledger.rejected).toEqual([]);
  });

  test.each([
    ['never held the lock', () => quietLedger(), 'refused'],
    ['is promoted without a version before it', () => firstLedgerIn('standby'), 'promoted'],
  ])('recording the rollback of a release that %s is harmless', async (_name, given, outcome) => {
    const world = new World(given());
    const releaseId = world.ledger.release?.releaseId ?? 'unknown';
    await expect(call(world, { action: 'rolled-back', releaseId })).resolves.toMatchObject({ outcome });
    expect(world.published).toEqual([]);
  });

  test('finishing a release that never held the lock is harmless', async () => {
    await expect(call(new World(quietLedger()), { action: 'finish', releaseId: 'x' })).resolves.toMatchObject({
      outcome: 'refused',
    });
  });
});

describe('adopt', () => {
  const recovery = executionArn('recovery-1');
  /** A world in which every execution that held the lock so far has failed. */
  function afterDeath(ledger: Ledger): World {
    const world = new World(ledger);
    const dead = [RELEASE_1, RELEASE_2, ...Array.from({ length: 6 }, (_, index) => `recovery-${index + 1}`)];
    for (const name of dead) world.executions[executionArn(name)] = 'FAILED';
    return world;
  }
  const adopt = (releaseId: string, arn = recovery) => ({ action: 'adopt', executionArn: arn, releaseId });

  test.each<[Phase, string]>([
    ['provisioning', 'roll-back'],
    ['shifting', 'roll-back'],
    ['rolling-back', 'roll-back'],
    ['standby', 'continue'],
    ['retiring', 'continue'],
  ])('a release that died in phase %s goes to %s', async (phase, next) => {
    const world = afterDeath(ledgerIn(phase));
    const expected = { next, releaseId: RELEASE_2, version: 'v2', environment: 'green', decision: 'start' };
    await expect(call(world, adopt(RELEASE_2))).resolves.toMatchObject(expected);
    await expect(call(world, adopt(RELEASE_2))).resolves.toMatchObject(expected);
    expect(world.ledger.release?.executionArn).toBe(recovery);
    expect(world.ledger.release?.rollback === undefined).toBe(next === 'continue');
  });

  test.each(['RUNNING', undefined])('fails while the execution that is said to be dead reads as %s', async (status) => {
    const world = new World(ledgerIn('baking'));
    if (status !== undefined) world.executions[executionArn(RELEASE_2)] = status;
    await expect(call(world, adopt(RELEASE_2))).rejects.toMatchObject({ name: 'ExecutionStillRunning' });
    expect(world.ledger.release?.executionArn).toBe(executionArn(RELEASE_2));
    world.executions[executionArn(RELEASE_2)] = 'ABORTED';
    await expect(call(world, adopt(RELEASE_2))).resolves.toMatchObject({ next: 'roll-back' });
  });

  test('an execution that holds the lock in place of the dead one is not asked for', async () => {
    const world = new World(ledgerIn('baking'));
    world.executions[executionArn(RELEASE_2)] = 'FAILED';
    await expect(call(world, adopt(RELEASE_1))).resolves.toMatchObject({ next: 'none' });
    expect(world.calls).not.toContain('DescribeExecution');
  });

  test('a promoted release with an abort goes back', async () => {
    const world = afterDeath(carryOut(ledgerIn('standby'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(call(world, adopt(RELEASE_2))).resolves.toMatchObject({ next: 'roll-back' });
  });

  test('a recovery that died is recovered by the next one, under the first release id', async () => {
    const world = afterDeath(ledgerIn('shifting'));
    await call(world, adopt(RELEASE_2));
    await expect(call(world, adopt('recovery-1', executionArn('recovery-2')))).resolves.toMatchObject({
      next: 'roll-back',
      releaseId: RELEASE_2,
    });
  });

  test('after too many dead ones the release is left to people, who are told', async () => {
    const world = afterDeath(ledgerIn('retiring-failed'));
    const name = (count: number) => (count === 0 ? RELEASE_2 : `recovery-${count}`);
    for (let count = 1; count <= 5; count++) {
      await call(world, adopt(name(count - 1), executionArn(name(count))));
    }
    const told = world.published.length;
    const sixth = adopt(name(5), executionArn(name(6)));
    for (const times of [1, 2]) {
      await expect(call(world, sixth)).resolves.toMatchObject({ next: 'given-up', decision: 'noop' });
      expect(world.published).toHaveLength(told + times);
    }
    expect(world.published.at(-1)).toMatchObject({
      phase: 'given-up',
      version: 'v2',
      reason: expect.stringContaining('recover the release by hand'),
      evidence: { phase: 'retiring-failed', executionArn: executionArn(name(5)) },
    });
    expect(world.history.filter((kind) => kind === 'give-up')).toHaveLength(1);
  });

  test.each([
    ['freed the lock', () => quietLedger(), RELEASE_1],
    ['lost the lock to another release', () => ledgerIn('baking'), RELEASE_1],
  ])('nothing is left to do for an execution that %s', async (_name, given, releaseId) => {
    const world = afterDeath(given());
    await expect(call(world, adopt(releaseId))).resolves.toMatchObject({ next: 'none', releaseId, plan: PLAN });
  });

  test('of two recoveries of one death only the first gets the lock', async () => {
    const world = afterDeath(ledgerIn('shifting'));
    await call(world, adopt(RELEASE_2));
    await expect(call(world, adopt(RELEASE_2, executionArn('recovery-2')))).resolves.toMatchObject({ next: 'none' });
  });
});

describe('notifications', () => {
  test.each(['Publish', 'PutEvents'])('a failed %s never fails a release', async (operation) => {
    const world = new World(bakedLedger());
    world.failures[operation] = awsError('AuthorizationError');
    await expect(call(world, { action: 'promote', releaseId: RELEASE_2 })).resolves.toEqual({ phase: 'standby' });
  });

  test('the subject is shorter than 100 characters, which SNS asks for', async () => {
    const inputs: { Subject: string }[] = [];
    const sns = { send: async ({ input }: { input: { Subject: string } }) => void inputs.push(input) };
    const world = new World(quietLedger());
    const handler = makeHandler({ ...world.deps(), clients: { ...world.clients(), sns: sns as never } });
    await handler(prepare('v'.repeat(99)));
    expect(inputs).toHaveLength(1);
    expect(inputs[0].Subject.length).toBeLessThan(100);
  });

  test('an event that EventBridge does not take is logged', async () => {
    const world = new World(bakedLedger());
    const lines: string[] = [];
    const events = { send: async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorized' }] }) };
    const logger = {
      info: () => undefined,
      error: (message: string, fields?: object) => void lines.push(message + JSON.stringify(fields)),
    };
    const handler = makeHandler({ ...world.deps(), clients: { ...world.clients(), events: events as never }, logger });
    await handler({ action: 'promote', releaseId: RELEASE_2 });
    expect(lines).toEqual([expect.stringContaining('NotAuthorized')]);
  });
});

test.each([[{ action: 'prepare' }], [{ action: 'phase', releaseId: 'x', phase: 'sleeping' }], [null]])(
  'fails on the event %j',
  async (event) => {
    await expect(call(new World(), event)).rejects.toMatchObject({ name: 'InvalidInput' });
  },
);
