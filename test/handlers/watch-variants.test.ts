import { makeHandler } from '../../lib/handlers/watch';
import { variantMinutes } from '../../lib/handlers/watch/variant-minutes';
import { firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { ENDPOINT, VariantWorld } from './world/variants';

const watch = (world: VariantWorld, releaseId = RELEASE_2) => makeHandler(world.deps())({ action: 'watch', releaseId });

test('reads the weights of the variants, and the metrics of the new one', async () => {
  const world = new VariantWorld(ledgerIn('baking'));
  world.serve({ blue: RELEASE_1, green: RELEASE_2 }, world.ledger.weights);
  world.time = new Date(world.time.getTime() + 10 * 60_000);
  const queries: any[] = [];
  const { cloudwatch } = world.clients();
  const send = async (command: any) => {
    queries.push(...(command.input.MetricDataQueries ?? []));
    return cloudwatch.send(command);
  };
  await makeHandler(world.depsWith({ cloudwatch: { send } }))({ action: 'watch', releaseId: RELEASE_2 });
  const dimensions = [
    { Name: 'EndpointName', Value: ENDPOINT },
    { Name: 'VariantName', Value: 'green' },
  ];
  expect(queries.length).toBeGreaterThan(0);
  for (const { MetricStat } of queries) {
    expect(MetricStat.Metric).toMatchObject({ Namespace: 'AWS/SageMaker', Dimensions: dimensions });
  }
});

test('fails the release when something else changed the weights', async () => {
  const world = new VariantWorld(ledgerIn('baking'));
  world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 50, green: 50 });
  await expect(watch(world)).resolves.toMatchObject({ decision: 'roll-back' });
});

test('a first version that nothing can hold requests back from is not taken for somebody else’s change', async () => {
  const world = new VariantWorld(firstLedgerIn('shifting'));
  world.setLedger({ ...world.ledger, weights: { blue: 0, green: 0 } });
  world.serve({ [world.ledger.release!.environment]: RELEASE_1 }, { blue: 1 });
  await expect(watch(world, RELEASE_1)).resolves.toMatchObject({ decision: expect.stringMatching(/continue|done/) });
});

describe('a minute of a variant', () => {
  const minute = (values: Record<string, number>) => variantMinutes(ENDPOINT, 'green').minute((id) => values[id]);

  test('counts what the container did not answer as unanswered', () => {
    expect(minute({ requests: 100, notOk: 30, rejected: 10, errors: 15, p99: 250_000, p90: 80_000 })).toEqual({
      requests: 100,
      answered: 95,
      errors: 15,
      refused: 0,
      p99Seconds: 0.25,
      p90Seconds: 0.08,
    });
  });

  test('has no latency without an answer, and no negative counts', () => {
    expect(minute({ requests: 5, rejected: 3 })).toEqual({ requests: 5, answered: 5, errors: 0, refused: 0 });
  });
});
