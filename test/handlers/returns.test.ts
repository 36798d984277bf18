import { Env, Phase } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { copyName } from '../../lib/core/sagemaker/copy-name';
import { makeHandler as makeEcs } from '../../lib/handlers/environment-ecs';
import { makeHandler as makeEndpoints } from '../../lib/handlers/environment-sagemaker';
import { makeHandler as makeVariants } from '../../lib/handlers/environment-variants';
import { makeHandler as makeRelease } from '../../lib/handlers/release';
import { makeHandler as makeTraffic } from '../../lib/handlers/traffic';
import { makeHandler as makeWatch } from '../../lib/handlers/watch';
import { executionArn, ledgerIn, MODEL, ON_BLUE, ON_GREEN, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { replacedLedger, RETURN, returnCommand, returningIn } from '../core/ledger/returns';
import { insisting } from './environment-sagemaker/support';
import { ENDPOINT, VariantWorld } from './world/variants';
import { World } from './world/world';

/** v1's endpoint config of when it was live, by which SageMaker knows its copy. */
const CONFIG = copyName(MODEL, 'blue', RELEASE_1);
const CONFIG_ARN = `arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/${CONFIG}`;

/** The ledger with another copy of v1 on record. */
function withCopy(ledger: Ledger, copyArn: string): Ledger {
  const { before, release } = ledger;
  const returning = release?.returning === undefined ? {} : { returning: { ...release.returning, copyArn } };
  return {
    ...ledger,
    ...(before === undefined ? {} : { before: { ...before, copyArn } }),
    ...(release === undefined ? {} : { release: { ...release, ...returning } }),
  };
}

const REFUSED = (reason: RegExp) => ({ name: 'ReleaseRefused', message: expect.stringMatching(reason) });

/** Refused without a trace: nothing to retire, nobody blamed. */
const END_OF_REFUSED = { evidence: { beforeStart: true } };

/** What SageMaker has lost of the version's copy. */
const WITHOUT_THE_COPY: readonly [string, (made: Pick<World, 'sageMaker'>) => unknown, RegExp][] = [
  [
    'the endpoint config is gone',
    ({ sageMaker }) => delete sageMaker.configs[CONFIG],
    /its endpoint config .* is gone/,
  ],
  ['the model is gone', ({ sageMaker }) => delete sageMaker.models[CONFIG], /its model .* is gone/],
];

describe('prepare', () => {
  const { version, leaves, reason } = returnCommand();
  const event = {
    action: 'prepare',
    executionArn: executionArn(RETURN),
    releaseId: RETURN,
    input: { back: { version, leaves, reason }, requestedBy: 'ada' },
    checks: ['parity', 'golden'],
  };
  const prepare = (world: World, env: object = {}) => {
    const deps = world.deps();
    return makeRelease({ ...deps, env: { ...deps.env, ...env } })(event);
  };

  test('takes the lock for the version before, tells people, and answers where it goes', async () => {
    const world = new World(replacedLedger());
    await expect(prepare(world)).resolves.toMatchObject({
      ...{ decision: 'start', version: 'v1', environment: 'blue', liveEnvironment: 'green', isReturn: true },
      plan: { steps: [{ percent: 100, bakeSeconds: 0 }] },
    });
    expect(world.ledger.release).toMatchObject({
      requestedBy: 'ada',
      verdicts: [{ check: 'parity' }, { check: 'golden' }],
    });
    expect(world.published).toMatchObject([
      { phase: 'preparing', reason: 'ada asked to go back from v2 to v1: wrong scores' },
    ]);
  });

  test('asks no change freeze', async () => {
    const world = new World(replacedLedger());
    world.freeze.stop = 'incident 4711';
    const frozen = { [Env.CHANGE_FREEZE]: JSON.stringify({ calendars: [], stopParameter: '/models/stop' }) };
    await expect(prepare(world, frozen)).resolves.toMatchObject({ decision: 'start' });
  });

  test('fails while a release runs', async () => {
    await expect(prepare(new World(ledgerIn('checking')))).rejects.toMatchObject(REFUSED(/in phase checking/));
  });
});

describe('an operator who rolls back during a return', () => {
  const rollback = (world: World, from?: string) =>
    makeTraffic(world.deps())({ action: 'emergency', reason: 'x', requestedBy: 'bob', from });

  test('does not abort it before it has moved traffic', async () => {
    const world = new World(returningIn('provisioning'));
    await expect(rollback(world)).resolves.toMatchObject({
      action: 'ignored',
      reason: `ada asked to go back from v2 to v1: wrong scores; traffic moves when it is healthy, by release ${RETURN}`,
    });
    expect(world.ledger.release?.abort).toBeUndefined();
  });

  test.each<Phase>(['shifting', 'baking', 'standby', 'retiring'])(
    'leaves the traffic where it brought it, in phase %s: the second of two would undo what the first did',
    async (phase) => {
      const world = new World(returningIn(phase));
      await expect(rollback(world)).resolves.toMatchObject({
        action: 'ignored',
        reason: expect.stringMatching(
          /^ada asked to go back from v2 to v1: wrong scores; that was at 20\S+Z, and traffic is on v1 by now; to leave v1, name it: bluegreen rollback fraud --from v1 --reason …$/,
        ),
        weights: ON_BLUE,
      });
      expect(world.ledger.release?.rollback).toBeUndefined();
      expect(world.ledger.rejected).toEqual([]);
    },
  );

  test('takes the traffic back from the version that the call names', async () => {
    const world = new World(returningIn('baking'));
    await expect(rollback(world, 'v1')).resolves.toMatchObject({ action: 'rolled-back', weights: ON_GREEN });
    expect(world.ledger.release?.rollback).toMatchObject({ trigger: 'operator', evidence: { from: 'v1' } });
  });

  test('who repeats that call needs no name: it is decided', async () => {
    const world = new World(returningIn('baking'));
    world.healthy.green = 0;
    await expect(rollback(world, 'v1')).resolves.toMatchObject({ action: 'held' });
    world.healthy.green = 2;
    await expect(rollback(world)).resolves.toMatchObject({ action: 'rolled-back', weights: ON_GREEN });
  });

  test('an alarm needs no name either', async () => {
    const world = new World(returningIn('baking'));
    const alarmData = { alarmName: 'fraud-blue-errors', state: { value: 'ALARM', reason: 'x' } };
    const event = { source: 'aws.cloudwatch', alarmArn: 'arn', time: world.now().toISOString(), alarmData };
    await expect(makeTraffic(world.deps())(event)).resolves.toMatchObject({ action: 'rolled-back', weights: ON_GREEN });
  });

  test.each<[string, Ledger, string, string]>([
    ['while the return has moved the traffic', returningIn('baking'), 'v2', 'it must be v1'],
    ['while the return is on its way', returningIn('provisioning'), 'v1', 'it must be v2'],
    ['while a release runs', ledgerIn('baking'), 'v1', 'it must be v2'],
    ['before a release has moved traffic', ledgerIn('checking'), 'v1', 'it must be v2'],
    ['while nothing runs', replacedLedger(), 'v1', 'it must be v2'],
  ])('fails %s when it names another version', async (_name, ledger, from, rule) => {
    const world = new World(ledger);
    await expect(rollback(world, from)).resolves.toMatchObject({
      action: 'ignored',
      reason: `version ${from} can't be left: ${rule}, which a rollback would leave now; look at bluegreen status fraud`,
    });
    expect(world.ledger.release).toEqual(ledger.release);
    expect(world.weights).toEqual(ledger.weights);
  });
});

describe('provision on ECS', () => {
  /** v1's service keeps the revision that it ran, without tasks. */
  function world(): World {
    const made = new World(withCopy(returningIn('preparing'), 'unknown'));
    const copyArn = made.ecs.register({
      family: 'fraud-blue',
      containerDefinitions: [{ name: 'model', image: 'repo/model:v1' }],
    });
    Object.assign(made.ecs.service('blue'), { taskDefinition: copyArn, desiredCount: 0, runningCount: 0 });
    made.ecs.service('green').desiredCount = 4;
    made.setLedger(withCopy(made.ledger, copyArn));
    return made;
  }
  const provision = (made: World) => makeEcs(made.deps())({ action: 'provision', releaseId: RETURN });

  test('starts what the service has, at the size of the live one; twice is once', async () => {
    const made = world();
    const copyArn = made.ecs.service('blue').taskDefinition;
    await expect(provision(made)).resolves.toEqual({ copyArn, desiredCount: 4 });
    await expect(provision(made)).resolves.toEqual({ copyArn, desiredCount: 4 });
    expect(made.ecs.service('blue')).toMatchObject({ taskDefinition: copyArn, desiredCount: 4 });
    expect(made.calls).not.toContain('RegisterTaskDefinition');
    expect(made.ledger.release).toMatchObject({
      phase: 'provisioning',
      copyArn,
      desiredCount: 4,
      image: 'repo/model:v1',
    });
  });

  test.each<[string, (made: World) => void, RegExp]>([
    [
      'the service has another revision',
      ({ ecs }) => (ecs.service('blue').taskDefinition = 'arn:task-definition/fraud-blue:9'),
      /blue has arn:task-definition\/fraud-blue:9 now, it ran arn:task-definition\/fraud-blue:2; release it again/,
    ],
    [
      'the revision is deregistered',
      ({ ecs }) => (ecs.revisions.at(-1)!.status = 'INACTIVE'),
      /its task definition .*fraud-blue:2 is deregistered/,
    ],
    [
      'the revision runs another image than the version had',
      ({ ecs }) => (ecs.revisions.at(-1)!.input.containerDefinitions[0].image = 'repo/model:x'),
      /v1 was repo\/model:v1, and .* runs repo\/model:x/,
    ],
  ])('fails when %s, and starts nothing', async (_name, given, reason) => {
    const made = world();
    given(made);
    await expect(provision(made)).rejects.toMatchObject(REFUSED(reason));
    expect(made.calls).not.toContain('UpdateService');
    expect(made.calls).not.toContain('RegisterScalableTarget');
    expect(made.ledger.release?.rollback).toMatchObject(END_OF_REFUSED);
  });

  test('an aborted one is scaled to zero, and can be brought back again', async () => {
    const made = world();
    const copyArn = made.ecs.service('blue').taskDefinition;
    await provision(made);
    const reason = { trigger: 'abort', reason: 'x', evidence: {} } as const;
    made.setLedger({ ...made.ledger, release: { ...made.ledger.release!, rollback: { ...reason, at: 'now' } } });
    await makeEcs(made.deps())({ action: 'retire', releaseId: RETURN, which: 'failed' });
    expect(made.ecs.service('blue')).toMatchObject({ taskDefinition: copyArn, desiredCount: 0 });
    expect(made.ecs.find(copyArn)?.status).toBe('ACTIVE');
  });
});

describe('with SageMaker endpoints', () => {
  const call = (made: World, action: string, members: object = {}) =>
    makeEndpoints(made.deps())({ action, releaseId: RETURN, ...members });

  /** The endpoint of v1 is deleted, its endpoint config and its model are not. */
  function world(): World {
    const made = new World(withCopy(returningIn('preparing'), CONFIG_ARN));
    made.sageMaker.host('blue', RELEASE_1);
    made.sageMaker.models[CONFIG].PrimaryContainer.Image = 'repo/model:v1';
    delete made.sageMaker.endpoints['fraud-blue'];
    made.sageMaker.host('green', RELEASE_2);
    return made;
  }

  test('the endpoint is made again of the endpoint config that it had', async () => {
    const made = world();
    const before = structuredClone(made.sageMaker.configs);
    await expect(call(made, 'provision')).resolves.toMatchObject({ copyArn: CONFIG_ARN });
    await call(made, 'provision');
    expect(made.sageMaker.endpoint('blue')).toMatchObject({ status: 'Creating', configName: CONFIG });
    expect(made.sageMaker.configs).toEqual(before);
    expect(made.calls.filter((name) => name === 'CreateEndpoint')).toHaveLength(1);
  });

  test.each<[string, (made: World) => unknown, RegExp]>([
    ...WITHOUT_THE_COPY,
    [
      'the model serves another image than the version had',
      ({ sageMaker }) => (sageMaker.models[CONFIG].PrimaryContainer.Image = 'repo/model:x'),
      /it was repo\/model:v1, and endpoint config .* serves repo\/model:x/,
    ],
    [
      'the environment has an endpoint of something else',
      ({ sageMaker }) => sageMaker.host('blue', 'v9-release', { tags: { 'bluegreen:model': MODEL } }),
      /endpoint fraud-blue has .* now, it ran/,
    ],
  ])('fails when %s, and changes nothing', async (_name, given, reason) => {
    const made = world();
    given(made);
    await expect(call(made, 'provision')).rejects.toMatchObject(REFUSED(reason));
    expect(made.calls.filter((name) => /^(Create|Update|Delete|Register|Put)/.test(name))).toEqual([]);
    expect(made.ledger.release?.rollback).toMatchObject(END_OF_REFUSED);
  });

  const names = (made: World) => [...Object.keys(made.sageMaker.configs), ...Object.keys(made.sageMaker.models)];

  test('a failed release in its place leaves what a return needs', async () => {
    const made = world();
    made.sageMaker.host('blue', 'v3-release');
    const ledger = withCopy(returningIn('provisioning'), CONFIG_ARN);
    const rollback = { trigger: 'check', reason: 'x', evidence: {}, at: 'now' } as const;
    made.setLedger({ ...ledger, release: { ...ledger.release!, returning: undefined, rollback } });
    await insisting(made, () => call(made, 'retire', { which: 'failed' }));
    expect(names(made)).toContain(CONFIG);
    expect(names(made)).not.toContain(copyName(MODEL, 'blue', 'v3-release'));
    expect(made.sageMaker.endpoint('blue')).toBeUndefined();
  });

  test('a version that stood by leaves it, too; one that a return left does not', async () => {
    for (const [ledger, environment, kept] of [
      [ledgerIn('standby'), 'blue', true],
      [returningIn('standby'), 'green', false],
    ] as const) {
      const standby = copyName(MODEL, environment, environment === 'blue' ? RELEASE_1 : RELEASE_2);
      const made = new World({ ...ledger, standby: { ...ledger.standby!, copyArn: `x:endpoint-config/${standby}` } });
      made.sageMaker.host(environment, environment === 'blue' ? RELEASE_1 : RELEASE_2);
      const { releaseId } = ledger.release!;
      await insisting(made, () => call(made, 'retire', { which: 'old', releaseId }));
      expect(names(made).filter((name) => name === standby)).toHaveLength(kept ? 2 : 0);
    }
  });
});

describe('with variants of one endpoint', () => {
  const call = (made: World, action: string, members: object = {}) =>
    makeVariants(made.deps())({ action, releaseId: RETURN, ...members });

  /** v2 is alone in the endpoint; of v1 the endpoint config and the model are left. */
  function world(): VariantWorld {
    const made = new VariantWorld(withCopy(returningIn('preparing'), CONFIG_ARN));
    made.serve({ blue: RELEASE_1 }, { blue: 100 });
    made.sageMaker.models[CONFIG].PrimaryContainer.Image = 'repo/model:v1';
    made.serve({ green: RELEASE_2 }, { green: 100 });
    return made;
  }

  test('its variant comes back with the model that it had, beside the live one', async () => {
    const made = world();
    await call(made, 'provision');
    await call(made, 'provision');
    const own = copyName(MODEL, 'blue', RETURN);
    expect(made.endpoint).toMatchObject({ status: 'Updating', pendingConfigName: own });
    expect(made.sageMaker.configs[own].ProductionVariants).toMatchObject([
      { VariantName: 'green', InitialVariantWeight: 1 },
      { VariantName: 'blue', ModelName: CONFIG, InitialVariantWeight: 0, InitialInstanceCount: 2 },
    ]);
    expect(made.calls).not.toContain('CreateModel');
    expect(made.times('UpdateEndpoint')).toBe(1);
  });

  test.each<[string, (made: VariantWorld) => unknown, RegExp]>([
    ...WITHOUT_THE_COPY,
    [
      'the model serves another image than the version had',
      ({ sageMaker }) => (sageMaker.models[CONFIG].PrimaryContainer.Image = 'repo/model:x'),
      /it was repo\/model:v1/,
    ],
    [
      'the endpoint has something in its place',
      (made) => made.serve({ blue: 'v9-release', green: RELEASE_2 }, { green: 100 }),
      /endpoint predictions still has a variant blue/,
    ],
  ])('fails when %s, and changes nothing', async (_name, given, reason) => {
    const made = world();
    given(made);
    await expect(call(made, 'provision')).rejects.toMatchObject(REFUSED(reason));
    expect(made.calls).not.toContain('CreateEndpointConfig');
    expect(made.calls).not.toContain('UpdateEndpoint');
    expect(made.ledger.release?.rollback).toMatchObject(END_OF_REFUSED);
  });

  test('the endpoint config of the live version stays when it is alone in another one: a later return needs it', async () => {
    const made = new VariantWorld(ledgerIn('standby'));
    made.serve({ blue: RELEASE_1 }, { blue: 100 });
    made.serve({ blue: RELEASE_1, green: RELEASE_2 }, { green: 100 });
    const own = made.endpoint.configName;
    const { live, standby } = made.ledger;
    const arn = (name: string) => `arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/${name}`;
    made.setLedger({
      ...made.ledger,
      live: { ...live!, copyArn: arn(own) },
      standby: { ...standby!, copyArn: CONFIG_ARN },
    });
    await insisting(made, () => call(made, 'retire', { which: 'old', releaseId: RELEASE_2 }));
    expect(made.sageMaker.endpoints[ENDPOINT].configName).not.toBe(own);
    expect(Object.keys(made.sageMaker.configs)).toEqual(expect.arrayContaining([own, CONFIG]));
    expect(made.sageMaker.models[copyName(MODEL, 'blue', RELEASE_1)]).toBeDefined();
  });
});

describe('a look', () => {
  test('knows since when an alarm of the user fires', async () => {
    const made = new World(returningIn('baking'));
    made.alarms.business = 'ALARM';
    made.healthy.blue = 2;
    const watch = () => makeWatch(made.deps())({ action: 'watch', releaseId: RETURN });
    made.alarmsSince = new Date(0);
    await expect(watch()).resolves.toMatchObject({ decision: 'continue' });
    made.alarmsSince = new Date(Date.parse(made.ledger.release!.stepSince!) + 1000);
    await expect(watch()).resolves.toMatchObject({ decision: 'roll-back', evidence: { firing: ['business'] } });
  });
});
