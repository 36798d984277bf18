import { allOn, otherEnvironment } from '../../../../lib/contract';
import { seededRandom } from '../../../../lib/rehearsal/asl/random';
import { VersionProfile } from '../../../../lib/rehearsal/traffic/synthetic';
import { AppVariant } from '../support/app/app-variant';
import { arm, casesOf, FaultCase, textOf } from '../support/fault-cases';
import { FaultRow, faultTable } from '../support/fault-table';
import { freshVersion, release } from '../support/pipeline';
import { World } from '../support/world';

const EXHAUSTIVE = process.env.BLUEGREEN_EXHAUSTIVE === '1';
/** Operations that are throttled by default, of about twenty in each table. */
const SAMPLE = 2;

jest.setTimeout(EXHAUSTIVE ? 900_000 : 120_000);

const variant = (version: string): AppVariant => ({ version, bakeMinutes: 3, standbyMinutes: 3 });
const FAILING: VersionProfile = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

/** Whatever fails once, at whatever call: the release ends as without it, and everything agrees about its end. */
describe('a release in which one thing fails', () => {
  let world: World;
  const rows: FaultRow[] = [];
  beforeAll(async () => void (world = await World.live(variant('1.2'))));
  afterAll(() => world.close());
  afterAll(() => {
    if (process.env.BLUEGREEN_TABLE === '1') process.stdout.write(`\n${faultTable(rows)}`);
  });

  test('ends promoted when a deploy brings a good version: retries cover one failure', async () => {
    const happy = world.witness();
    await world.release(variant('1.3'));
    await playAll(casesOf(happy), playGood);
  });

  test('ends rolled back when a pipeline brings a version that fails in production', async () => {
    const unhappy = world.witness();
    await releaseFailing(world);
    await world.pass(5);
    await playAll(casesOf(unhappy).filter(EXHAUSTIVE ? () => true : isOnTheWayBack), playFailing);
  });

  async function playAll(cases: readonly FaultCase[], play: Play): Promise<void> {
    const played: FaultRow[] = [];
    for (const fault of EXHAUSTIVE ? cases : sampleOf(cases)) played.push(await play(world, fault));
    rows.push(...played);
    const failures = played.filter(({ problems, struck }) => problems.length > 0 || !struck);
    expect(failures.map(({ fault, struck, problems }) => [textOf(fault), struck, ...problems])).toEqual([]);
  }
});

/** By default only the functions that bring traffic back and record it die here; the others did above. */
function isOnTheWayBack(fault: FaultCase): boolean {
  return fault.kind === 'throttle' || fault.entry === 'traffic' || fault.entry === 'release';
}

type Play = (world: World, fault: FaultCase) => Promise<FaultRow>;

/** Each function's death once, at a call that the seed chooses, and some of the operations. */
function sampleOf(cases: readonly FaultCase[]): readonly FaultCase[] {
  const random = seededRandom(3);
  const shuffled = cases.map((fault) => ({ fault, at: random() })).sort((one, other) => one.at - other.at);
  const entries = new Set<string>();
  let throttled = 0;
  return shuffled
    .map(({ fault }) => fault)
    .filter((fault) => {
      if (fault.kind === 'throttle') return ++throttled <= SAMPLE;
      if (entries.has(fault.entry)) return false;
      entries.add(fault.entry);
      return true;
    });
}

/** Deploys the version that is not live, with the fault in it. */
async function playGood(world: World, fault: FaultCase): Promise<FaultRow> {
  const { live } = await world.facts();
  const version = live.startsWith('1.2') ? '1.3' : '1.2';
  const { struck, minutes, result } = await underFault(world, fault, () => world.release(variant(version)));
  const outcome = (await world.ledger()).ended[0].outcome;
  const problems = [
    ...(await disagreements(world)),
    ...(outcome === 'promoted' && result.succeeded ? [] : [`${outcome}, and the deploy is ${result.status}`]),
    ...((await world.ledger()).live?.version === version ? [] : ['another version is live']),
  ];
  return { fault, struck, outcome, deploy: result.status, minutes, problems };
}

/** Releases a version that fails, with the fault in the release or in its way back. */
async function playFailing(world: World, fault: FaultCase): Promise<FaultRow> {
  const before = await world.facts();
  const { struck, minutes, result } = await underFault(world, fault, () => releaseFailing(world));
  const outcome = result?.outcome ?? 'unknown';
  const problems = [
    ...(await disagreements(world)),
    ...(outcome === 'rolled-back' ? [] : [`outcome ${outcome}`]),
    ...(same(await world.facts(), before) ? [] : ['it is not as before']),
  ];
  return { fault, struck, outcome, deploy: 'none', minutes, problems };
}

function releaseFailing(world: World) {
  const version = freshVersion();
  world.profiles.set(version, FAILING);
  return release(world, version);
}

async function underFault<T>(world: World, fault: FaultCase, work: () => Promise<T>) {
  const started = world.clock.now();
  const disarm = arm(world, fault);
  const result = await work();
  const struck = disarm();
  const minutes = (world.clock.now() - started) / 60_000;
  await world.pass(5); // tasks drain, alarms of a failed version come to rest
  return { struck, minutes, result };
}

/** What does not agree after a release: ledger, live weights, tasks, lock. */
async function disagreements(world: World): Promise<readonly string[]> {
  const facts = await world.facts();
  const { live, weights, release: active } = await world.ledger();
  if (live === undefined) return ['nothing is live'];
  const wanted = allOn(live.environment);
  const checks: readonly [boolean, string][] = [
    [same(weights, wanted), `the ledger has weights ${JSON.stringify(weights)}`],
    [same(facts.weights, wanted), `live weights are ${JSON.stringify(facts.weights)}`],
    [facts.desired[live.environment] >= 2, `the live side has ${facts.desired[live.environment]} tasks`],
    [facts.desired[otherEnvironment(live.environment)] === 0, 'the other side still has tasks'],
    [active === undefined, 'the lock is held'],
    [world.tasks.running.every((each) => each === live.version), `tasks of ${world.tasks.running.join(', ')} run`],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
