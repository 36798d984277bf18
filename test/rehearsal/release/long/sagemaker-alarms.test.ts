import { Names } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { publishInvocations, Status } from '../support/invocations';
import { freshVersion, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(90_000);

const GREEN_MODEL_ERRORS = Names.alarm(MODEL, 'green', 'model-errors');

/**
 * Version 1.2 is live in blue. What comes by the load balancer is answered well in all of these: only SageMaker sees what its
 * containers do, for example to callers that invoke the endpoint themselves.
 */
describe('a release on SageMaker whose invocations go wrong', () => {
  let world: World;
  let silence: () => void = () => undefined;
  beforeAll(async () => void (world = await World.live({ version: '1.2', hosting: 'sagemaker' })));
  afterAll(() => world.close());
  afterEach(async () => {
    silence();
    await world.pass(6); // alarms of the failed version come to rest
  });

  /** Releases a version whose container answers so in each minute of the bake. */
  async function releaseAnswering(answers: readonly (readonly [Status, number])[]) {
    world.atPhase('baking', async () => void (silence = publishInvocations(world, 'green', answers)));
    return release(world, freshVersion());
  }

  const stateOf = async (AlarmNamePrefix: string) => {
    const { MetricAlarms } = await world.call('monitoring', 'DescribeAlarms', { AlarmNamePrefix });
    return (MetricAlarms as { StateValue: string }[]).map(({ StateValue }) => StateValue);
  };

  test.each<[string, readonly (readonly [Status, number])[]]>([
    [
      'answers with 503',
      [
        [200, 500],
        [503, 100],
      ],
    ],
    [
      'breaks connections',
      [
        [200, 500],
        [undefined, 100],
      ],
    ],
    [
      'sends callers elsewhere',
      [
        [200, 500],
        [307, 100],
      ],
    ],
    [
      'answers with 503 sometimes, and often refuses',
      [
        [200, 500],
        [400, 100],
        [503, 20],
      ],
    ],
  ])('goes back when the model %s', async (_what, answers) => {
    const result = await releaseAnswering(answers);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining(`alarm ${GREEN_MODEL_ERRORS} fires`),
      evidence: { trigger: 'alarm' },
    });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('fires neither without an endpoint nor for one that nobody invokes', async () => {
    expect(await stateOf(Names.alarm(MODEL, 'green', 'model-errors'))).toEqual(['OK']);
    expect(await stateOf(Names.alarm(MODEL, 'blue', 'model-errors'))).toEqual(['OK']);
  });

  test.each<[string, readonly (readonly [Status, number])[]]>([
    [
      'refuses what callers did wrong',
      [
        [200, 300],
        [400, 300],
      ],
    ],
    [
      'fails now and then',
      [
        [200, 595],
        [503, 5],
      ],
    ],
    ['fails a handful of requests', [[503, 10]]],
  ])('is promoted when the model %s', async (_what, answers) => {
    expect(await releaseAnswering(answers)).toMatchObject({ outcome: 'promoted' });
    silence();
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' }); // into blue, for the next one
  });
});
