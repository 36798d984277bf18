import fc from 'fast-check';
import { Ledger } from '../../lib/core/ledger/ledger';
import { weightsOfEndpoint } from '../../lib/core/traffic/variant-weights';
import { sameSplit } from '../../lib/core/traffic/weights';
import { makeHandler } from '../../lib/handlers/traffic';
import { describeEndpoint } from '../../lib/handlers/shared/sagemaker';
import { ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { Gate, OPEN } from '../handlers/world/calls';
import { Scheduler } from '../handlers/world/scheduler';
import { ENDPOINT, VariantWorld } from '../handlers/world/variants';
import { abort, alarm, bursts, deathsWithin, OPERATOR, ROLLBACK, shift, subset } from './support/meetings';

const ALARM = alarm('model-errors');

/** One invocation. While it pauses others have their turn, and what SageMaker is at ends. */
function call(world: VariantWorld, gate: Gate, event: unknown): Promise<unknown> {
  const sleep = async (milliseconds: number) => {
    await gate.before('sleep');
    world.time = new Date(world.time.getTime() + milliseconds);
    world.sageMaker.timePasses();
    await gate.after('sleep');
  };
  return makeHandler({ ...world.deps(gate), clients: { ...world.clients(gate), sleep } })(event);
}

type Invocation = (world: VariantWorld, gate: Gate) => Promise<unknown>;

const invoke =
  (event: unknown): Invocation =>
  (world, gate) =>
    call(world, gate, event);

const SITUATIONS: readonly { name: string; ledger: () => Ledger; meeting: readonly Invocation[] }[] = [
  {
    name: 'first step',
    ledger: () => ledgerIn('checking'),
    meeting: [invoke(shift(0)), invoke(ALARM), invoke(OPERATOR), abort, invoke(ROLLBACK)],
  },
  {
    name: 'second step',
    ledger: () => ledgerIn('shifting'),
    meeting: [invoke(shift(1)), invoke(shift(1)), invoke(ALARM), invoke(ROLLBACK), abort],
  },
  { name: 'standby', ledger: () => ledgerIn('standby'), meeting: [invoke(ALARM), invoke(OPERATOR), invoke(ROLLBACK)] },
];

describe.each(SITUATIONS)('interleaved calls at the $name, by the weights of variants', ({ ledger, meeting }) => {
  test('end with all requests on the version before when that was decided, also when functions die', async () => {
    await fc.assert(
      fc.asyncProperty(bursts, subset(meeting), deathsWithin(14), async (order, chosen, killAfter) => {
        const world = new VariantWorld(ledger());
        world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { ...world.ledger.weights });
        const scheduler = new Scheduler(killAfter);
        chosen.forEach((index) => scheduler.start(index, (gate) => meeting[index](world, gate)));
        await scheduler.run(order);
        world.sageMaker.timePasses();
        await call(world, OPEN, ROLLBACK); // as the workflow does after every death and every error
        await expectOnlyBlue(world);
      }),
      { numRuns: 200 },
    );
  });

  test('without a death, requests that are on record as brought back stay there, and ledger and endpoint agree', async () => {
    await fc.assert(
      fc.asyncProperty(bursts, subset(meeting), async (order, chosen) => {
        const world = new VariantWorld(ledger());
        world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { ...world.ledger.weights });
        const scheduler = new Scheduler();
        const outcomes = chosen.map((index) => scheduler.start(index, (gate) => meeting[index](world, gate)));
        await scheduler.run(order);
        world.sageMaker.timePasses();
        const { release } = world.ledger;
        if (release?.trafficRestoredAt !== undefined) await expectOnlyBlue(world);
        if (outcomes.some(({ error }) => error !== undefined)) return;
        expect(sameSplit(await liveWeights(world), world.ledger.weights)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

async function liveWeights(world: VariantWorld) {
  const weights = weightsOfEndpoint(await describeEndpoint(world.clients().sageMaker, ENDPOINT));
  if (weights === undefined) throw new Error('the endpoint has a variant that is not ours');
  return weights;
}

/** Unless nothing had moved: then they are where they were. */
async function expectOnlyBlue(world: VariantWorld): Promise<void> {
  const weights = await liveWeights(world);
  expect(weights).toMatchObject({ green: 0 });
  expect(sameSplit(weights, world.ledger.weights)).toBe(true);
  expect(world.endpoint.status).toBe('InService');
}
