import { AlarmEvent } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/traffic';
import { carryOut, ledgerIn, RELEASE_1, RELEASE_2, T0 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { ENDPOINT, VariantWorld } from './world/variants';

const SHIFT = { action: 'shift', releaseId: RELEASE_2, stepIndex: 0 };
const ROLLBACK = { action: 'rollback', releaseId: RELEASE_2, cause: { Error: 'States.Timeout', Cause: '' } };
const ALARM: AlarmEvent = {
  source: 'aws.cloudwatch',
  alarmArn: 'arn:alarm',
  time: T0,
  alarmData: { alarmName: 'fraud-green-model-errors', state: { value: 'ALARM', reason: 'too many errors' } },
};

const call = (world: VariantWorld, event: unknown) => makeHandler(world.deps())(event);

/** v1 is live in blue; v2 is checked in green, without a request. */
function beforeShift(): VariantWorld {
  const world = new VariantWorld(ledgerIn('checking'));
  world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 1, green: 0 });
  return world;
}

/** The first step is taken: by the ledger and by the endpoint. */
function shifted(): VariantWorld {
  const world = new VariantWorld(ledgerIn('shifting'));
  const { blue, green } = world.ledger.weights;
  world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue, green });
  return world;
}

describe('shift', () => {
  test('changes the weights with one call, and waits until they are in effect', async () => {
    const world = beforeShift();
    const { weights } = (await call(world, SHIFT)) as { weights: object };
    expect(world.endpoint).toMatchObject({ status: 'InService', weights });
    expect(world.times('UpdateEndpointWeightsAndCapacities')).toBe(1);
    expect(world.ledger.weights).toEqual(weights);
  });

  test('fails while the endpoint is changing, and does not wait to begin: what is decided meanwhile comes first', async () => {
    const world = beforeShift();
    world.endpoint.status = 'Updating';
    await expect(call(world, SHIFT)).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.times('UpdateEndpointWeightsAndCapacities')).toBe(0);
    expect(world.time).toEqual(new Date(T0));
  });

  test('fails when another change was faster', async () => {
    const world = beforeShift();
    world.failures.UpdateEndpointWeightsAndCapacities = awsError(
      'ValidationException',
      'Cannot update in-progress endpoint "arn".',
    );
    await expect(call(world, SHIFT)).rejects.toMatchObject({ name: 'EnvironmentBusy' });
  });

  test('finds the call of a try that died, and waits for that', async () => {
    const world = beforeShift();
    await call(world, SHIFT);
    const again = beforeShift();
    Object.assign(again.endpoint, { status: 'Updating', desiredWeights: { ...world.endpoint.weights } });
    await call(again, SHIFT);
    expect(again.times('UpdateEndpointWeightsAndCapacities')).toBe(0);
    expect(again.endpoint.weights).toEqual(world.endpoint.weights);
  });

  test('fails when SageMaker went back to the weights before', async () => {
    const world = beforeShift();
    world.sageMaker.outcome = 'fails';
    await expect(call(world, SHIFT)).rejects.toMatchObject({ name: 'WeightsNotApplied' });
  });

  test('fails when the new variant has too few instances', async () => {
    const world = beforeShift();
    world.endpoint.current = 0;
    await expect(call(world, SHIFT)).rejects.toMatchObject({ name: 'NotEnoughCapacity' });
  });
});

describe('the way back', () => {
  test.each([
    ['of the workflow', ROLLBACK],
    ['of an alarm', ALARM],
    ['of an operator', { action: 'emergency', reason: 'looks bad', requestedBy: 'me' }],
  ])('%s brings all requests to the version before', async (_name, event) => {
    const world = shifted();
    await call(world, event);
    expect(world.endpoint).toMatchObject({ status: 'InService', weights: { blue: 100, green: 0 } });
    expect(world.ledger.release?.trafficRestoredAt).toBeDefined();
  });

  test('waits for a change that is under way, and then makes its own', async () => {
    const world = shifted();
    Object.assign(world.endpoint, { status: 'Updating', desiredWeights: { blue: 0, green: 100 } });
    await call(world, ALARM);
    expect(world.endpoint.weights).toEqual({ blue: 100, green: 0 });
  });

  test('asks again when SageMaker went back', async () => {
    const world = shifted();
    world.sageMaker.outcome = 'fails';
    let looks = 0;
    const { sageMaker } = world.clients();
    const send = async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === 'DescribeEndpointCommand' && ++looks > 6) world.sageMaker.outcome = 'works';
      return sageMaker.send(command);
    };
    await makeHandler(world.depsWith({ sageMaker: { send } }))(ALARM);
    expect(world.endpoint.weights).toEqual({ blue: 100, green: 0 });
    expect(world.times('UpdateEndpointWeightsAndCapacities')).toBeGreaterThan(1);
  });

  test('fails after minutes of an endpoint that stays busy, for the workflow to try again', async () => {
    const world = shifted();
    world.endpoint.status = 'Updating';
    const sleep = async (ms: number) => void (world.time = new Date(world.time.getTime() + ms));
    await expect(makeHandler(world.depsWith({ sleep }))(ROLLBACK)).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.time.getTime() - Date.parse(T0)).toBe(4 * 60_000);
    expect(world.ledger.release?.rollback).toBeDefined();
    world.endpoint.status = 'InService';
    await call(world, ROLLBACK);
    expect(world.endpoint.weights).toEqual({ blue: 100, green: 0 });
  });

  test('does nothing more when it was taken', async () => {
    const world = shifted();
    await call(world, ALARM);
    await call(world, ALARM);
    await call(world, ROLLBACK);
    expect(world.times('UpdateEndpointWeightsAndCapacities')).toBe(1);
  });

  test('is held when no instance of the version before is there', async () => {
    const world = shifted();
    world.endpoint.current = 0;
    await expect(call(world, ROLLBACK)).rejects.toMatchObject({ name: 'NoHealthySide' });
  });

  test('removes the endpoint when no version was live before', async () => {
    const first = { ...ledgerIn('shifting'), live: undefined, weights: { blue: 0, green: 100 } };
    const world = new VariantWorld(first);
    world.serve({ green: RELEASE_2 }, { green: 1 });
    await call(world, ALARM);
    expect(world.endpoint === undefined || world.endpoint.status === 'Deleting').toBe(true);
    expect(world.ledger.weights).toEqual({ blue: 0, green: 0 });
  });

  test('leaves an endpoint of something else alone when no version was live before', async () => {
    const world = new VariantWorld({ ...ledgerIn('shifting'), live: undefined, weights: { blue: 0, green: 100 } });
    world.sageMaker.configs.theirs = { ProductionVariants: [{ VariantName: 'blue' }] };
    world.sageMaker.endpoints[ENDPOINT] = { status: 'InService', configName: 'theirs', tags: {}, weights: { blue: 1 } };
    await call(world, ALARM);
    await call(world, ROLLBACK);
    expect(world.endpoint.status).toBe('InService');
    expect(world.ledger.release?.trafficRestoredAt).toBeDefined();
  });

  test('is taken by a shift whose release was decided against while SageMaker was at work', async () => {
    const world = beforeShift();
    const reason = { trigger: 'alarm', reason: 'x', evidence: {} } as const;
    const sleep = async () => {
      if (world.ledger.release?.rollback === undefined) {
        world.setLedger(carryOut(world.ledger, [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
      }
      world.sageMaker.timePasses();
    };
    await expect(makeHandler(world.depsWith({ sleep }))(SHIFT)).rejects.toMatchObject({ name: 'ReleaseRolledBack' });
    expect(world.endpoint.weights).toEqual({ blue: 100, green: 0 });
  });
});

test('read says the weights in effect, and the instances', async () => {
  const world = shifted();
  expect(await call(world, { action: 'read' })).toMatchObject({
    weights: world.ledger.weights,
    healthyTargets: { blue: 2, green: 2 },
  });
});
