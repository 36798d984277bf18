import { Ledger } from '../../../lib/core/ledger/ledger';
import { carryOut, ledgerIn, quietLedger, RELEASE_1, RELEASE_2 } from '../../core/ledger/ledgers';
import { World } from '../world/world';
import { call, OLDER, OWN_ARN } from './support';

/** What an action comes to: an error's name or `done`, and the changes of endpoints that it asks SageMaker for. */
type Outcome = string;

/** The idle environment's endpoint: what each action comes to in each of its states. */
interface Row {
  readonly status: string;
  /** It runs what an earlier release left. */
  readonly fill: Outcome;
  /** It was asked for by an earlier try of this release, which was not recorded. */
  readonly fillAgain: Outcome;
  readonly poll: Outcome;
  readonly retire: Outcome;
}

const BUSY = 'EnvironmentBusy';
const FAILED = 'ProvisionFailed';

const ROWS: readonly Row[] = [
  { status: 'absent', fill: 'done Create', fillAgain: 'done Create', poll: 'pending', retire: 'done' },
  { status: 'InService', fill: 'done Update', fillAgain: 'done', poll: 'ready', retire: `${BUSY} Delete` },
  { status: 'Creating', fill: BUSY, fillAgain: 'done', poll: 'pending', retire: BUSY },
  { status: 'Updating', fill: BUSY, fillAgain: 'done', poll: 'pending', retire: BUSY },
  { status: 'SystemUpdating', fill: BUSY, fillAgain: 'done', poll: 'pending', retire: BUSY },
  { status: 'RollingBack', fill: BUSY, fillAgain: 'done', poll: 'pending', retire: BUSY },
  { status: 'Deleting', fill: BUSY, fillAgain: BUSY, poll: FAILED, retire: BUSY },
  { status: 'OutOfService', fill: `${BUSY} Delete`, fillAgain: 'done', poll: 'pending', retire: `${BUSY} Delete` },
  { status: 'Failed', fill: `${BUSY} Delete`, fillAgain: 'done', poll: FAILED, retire: `${BUSY} Delete` },
  { status: 'UpdateRollbackFailed', fill: `${BUSY} Delete`, fillAgain: 'done', poll: FAILED, retire: `${BUSY} Delete` },
];

/** A world in which the idle environment's endpoint is in a state, by the hand of a release. */
function worldWith(ledger: Ledger, status: string, releaseId: string): World {
  const world = new World(ledger);
  world.sageMaker.host('blue', RELEASE_1);
  if (status !== 'absent') world.sageMaker.host('green', releaseId, { status });
  return world;
}

/** The release has asked SageMaker for its endpoint config. */
function filling(): Ledger {
  const ledger = ledgerIn('provisioning');
  return { ...ledger, release: { ...ledger.release!, copyArn: OWN_ARN } };
}

async function outcomeOf(world: World, action: string, members: object = {}): Promise<Outcome> {
  const result = await call(world, action, members).then(
    (answer) => ('status' in answer ? answer.status : 'done'),
    (error: Error) => error.name,
  );
  const changes = world.calls.flatMap((name) => /^(Create|Update|Delete)Endpoint$/.exec(name)?.[1] ?? []);
  return [result, ...changes].join(' ');
}

describe.each(ROWS)('while the endpoint is $status', ({ status, fill, fillAgain, poll, retire }) => {
  test('provision', async () => {
    expect(await outcomeOf(worldWith(ledgerIn('preparing'), status, OLDER), 'provision')).toBe(fill);
    expect(await outcomeOf(worldWith(ledgerIn('preparing'), status, RELEASE_2), 'provision')).toBe(fillAgain);
  });

  test('poll', async () => {
    expect(await outcomeOf(worldWith(filling(), status, RELEASE_2), 'poll')).toBe(poll);
  });

  test.each([
    ['the failed version', ledgerIn('retiring-failed'), 'failed'],
    ['a failed version before its rollback was recorded', ledgerIn('rolling-back'), 'failed'],
  ])('retire %s', async (_name, ledger, which) => {
    const world = worldWith({ ...ledger, weights: { blue: 100, green: 0 } }, status, RELEASE_2);
    expect(await outcomeOf(world, 'retire', { which })).toBe(retire);
  });

  test.each([
    ['the old version', 'standby', 'old'],
    ['the old version again', 'retiring', 'old'],
    ['the old version after its retirement failed', 'retiring', 'failed'],
  ] as const)('retire %s', async (_name, phase, which) => {
    const world = new World(ledgerIn(phase));
    world.sageMaker.host('green', RELEASE_2);
    if (status !== 'absent') world.sageMaker.host('blue', RELEASE_1, { status });
    expect(await outcomeOf(world, 'retire', { which })).toBe(retire);
    expect(world.sageMaker.endpoint('green')).toMatchObject({ status: 'InService' });
  });

  test.each([
    [
      'aborted',
      carryOut(ledgerIn('provisioning'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]),
      'ReleaseAborted',
    ],
    ['rolled back', ledgerIn('rolling-back'), 'ReleaseRolledBack'],
    ['over', quietLedger(), 'ReleaseAborted'],
  ])('nothing goes forward when the release is %s', async (_name, ledger, error) => {
    for (const action of ['provision', 'poll', 'settle']) {
      const world = worldWith(ledger, status, RELEASE_2);
      expect(await outcomeOf(world, action)).toBe(error);
      expect(world.calls).toEqual(['GetItem']);
    }
  });
});
