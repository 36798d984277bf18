import { allOn, otherEnvironment } from '../../../lib/contract';
import { seededRandom } from '../../../lib/rehearsal/asl/random';
import { AppVariant } from './support/app-variant';
import { arm, casesOf, FaultCase, textOf } from './support/fault-cases';
import { FaultRow, faultTable } from './support/fault-table';
import { World } from './support/world';

const EXHAUSTIVE = process.env.BLUEGREEN_EXHAUSTIVE === '1';
/** Operations that are throttled by default, of about twenty-five. */
const SAMPLE = 10;

jest.setTimeout(EXHAUSTIVE ? 900_000 : 120_000);

const variant = (version: string): AppVariant => ({ version, bakeMinutes: 3, standbyMinutes: 3 });

/** Whatever fails once, at whatever call: the release ends promoted or rolled back, and everything agrees about it. */
describe('a release in which one thing fails', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(variant('1.2'))));
  afterAll(() => world.close());

  test('ends promoted or rolled back, whichever call it hits', async () => {
    const happy = world.witness();
    await world.release(variant('1.3'));
    const cases = EXHAUSTIVE ? casesOf(happy) : sampleOf(casesOf(happy));
    const rows: FaultRow[] = [];
    for (const fault of cases) rows.push(await play(world, fault));
    if (process.env.BLUEGREEN_TABLE === '1') process.stdout.write(`\n${faultTable(rows)}`);
    const failures = rows.filter(({ problems, struck }) => problems.length > 0 || !struck);
    expect(failures.map(({ fault, struck, problems }) => [textOf(fault), struck, ...problems])).toEqual([]);
  });
});

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
async function play(world: World, fault: FaultCase): Promise<FaultRow> {
  const before = await world.facts();
  const version = before.live.startsWith('1.2') ? '1.3' : '1.2';
  const started = world.clock.now();
  const disarm = arm(world, fault);
  const deploy = await world.release(variant(version));
  const struck = disarm();
  const minutes = (world.clock.now() - started) / 60_000;
  await world.pass(3);
  const ended = (await world.ledger()).ended[0];
  const problems = await problemsOf(world, version, ended.outcome, deploy.succeeded);
  return { fault, struck, outcome: ended.outcome, deploy: deploy.status, minutes, problems };
}

async function problemsOf(
  world: World,
  version: string,
  outcome: string,
  deployed: boolean,
): Promise<readonly string[]> {
  const facts = await world.facts();
  const { live, weights, release } = await world.ledger();
  if (live === undefined) return ['nothing is live'];
  const wanted = allOn(live.environment);
  const checks: readonly [boolean, string][] = [
    [outcome === 'promoted' || outcome === 'rolled-back', `outcome ${outcome}`],
    [(outcome === 'promoted') === (live.version === version), `${outcome}, but ${live.version} is live`],
    [(outcome === 'promoted') === deployed, `${outcome}, but the deploy ${deployed ? 'succeeded' : 'failed'}`],
    [same(weights, wanted), `the ledger has weights ${JSON.stringify(weights)}`],
    [same(facts.weights, wanted), `live weights are ${JSON.stringify(facts.weights)}`],
    [facts.desired[live.environment] >= 2, `the live side has ${facts.desired[live.environment]} tasks`],
    [facts.desired[otherEnvironment(live.environment)] === 0, 'the other side still has tasks'],
    [release === undefined, 'the lock is held'],
    [world.tasks.running.every((each) => each === live.version), `tasks of ${world.tasks.running.join(', ')} run`],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
