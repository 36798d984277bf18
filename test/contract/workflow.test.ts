import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ReleasePlan } from '../../lib/contract';
import { IndependentAws } from './support/independent-aws';
import { createModelAccount, Entry, ModelAccount, productionWeights } from './support/model-account';
import { ModelServer, startModelServer } from './support/model-server';
import { ReleaseRun, RunRelease, withoutRepeatedRounds } from './support/release-run';
import { runOnMoto } from './support/run-on-moto';
import { runOnOurs } from './support/run-on-ours';
import { synthesizeWorkflow } from './support/workflow-definition';

/**
 * Waits of seconds, because moto waits in real time. What is watched takes longer than a look and the round after it on a busy machine: so
 * the first look, which comes at once, always goes on.
 */
const PLAN: ReleasePlan = {
  steps: [
    { percent: 10, bakeSeconds: 4 },
    { percent: 100, bakeSeconds: 0 },
  ],
  bakeSeconds: 3,
  // Nobody calls these models: the watch reads metrics that are not there.
  measurement: {
    minimumRequests: 20,
    minutes: 3,
    holdSeconds: 0,
    otherwise: 'promote',
    limits: { errorRatePercent: 5, p99Seconds: 2, p90Seconds: 1, badMinutes: 1, ofMinutes: 3 },
  },
  standbySeconds: 3,
  watchIntervalSeconds: 1,
  pollIntervalSeconds: 1,
  provisionTimeoutSeconds: 60,
  failedEnvironmentRetentionSeconds: 1,
};

jest.setTimeout(180_000); // the first run installs moto; later ones take seconds

let aws: IndependentAws;
let model: ModelServer;

/** One interpreter with a region of moto for itself. */
interface Side {
  readonly account: ModelAccount;
  readonly run: RunRelease;
}
let moto: Side;
let ours: Side;

beforeAll(async () => {
  [aws, model] = await Promise.all([IndependentAws.start(), startModelServer()]);
  const workflow = synthesizeWorkflow();
  const prepare = async (region: string) => {
    const account = await createModelAccount(aws, { region, plan: PLAN, testEndpoint: model.endpoint });
    const definition = workflow.withFunctions(
      (entry) => `arn:aws:lambda:${region}:123456789012:function:${account.functionName(entry as Entry)}`,
    );
    return { account, definition };
  };
  const [first, second] = await Promise.all([prepare('eu-west-1'), prepare('us-west-2')]);
  moto = { account: first.account, run: await runOnMoto(first.account, first.definition) };
  ours = { account: second.account, run: runOnOurs(aws, second.account, second.definition) };
});
afterAll(() => Promise.all([aws?.stop(), model?.stop()]));

async function releaseOnBoth(version: string): Promise<{ onMoto: ReleaseRun; onOurs: ReleaseRun }> {
  const [onMoto, onOurs] = await Promise.all([moto.run(version), ours.run(version)]);
  return { onMoto, onOurs };
}

function expectSameWay({ onMoto, onOurs }: { onMoto: ReleaseRun; onOurs: ReleaseRun }): void {
  expect(withoutRepeatedRounds(onMoto.states)).toEqual(withoutRepeatedRounds(onOurs.states));
  expect(onMoto.status).toBe(onOurs.status);
  expect(onMoto.error).toBe(onOurs.error);
}

async function expectWeights(weights: Record<string, number>): Promise<void> {
  expect(await productionWeights(moto.account)).toEqual(weights);
  expect(await productionWeights(ours.account)).toEqual(weights);
}

/** The synthesized workflow on moto's interpreter and on ours, with the same bundles and the same kind of account. */
describe('the workflow on two interpreters', () => {
  test('the first release fills blue and is promoted', async () => {
    const runs = await releaseOnBoth('1.0.0');
    expectSameWay(runs);
    expect(runs.onMoto).toMatchObject({ status: 'SUCCEEDED' });
    expect(runs.onMoto.states.at(-1)).toBe('Promoted');
    await expectWeights({ blue: 100 });
  });

  test('an alarm after the first step sends the second one back', async () => {
    // Set when the step's answer is on its way, on both sides at the same state. Neither side's alarm calls the function.
    aws.functions.afterInvocation = async (name, payload) => {
      const side = [moto, ours].find(({ account }) => account.functionName('traffic') === name);
      if (side !== undefined && payload.includes('"shift"')) await setAlarm(side.account, 'ALARM');
    };
    const runs = await releaseOnBoth('2.0.0');
    aws.functions.afterInvocation = () => Promise.resolve();
    await Promise.all([setAlarm(moto.account, 'OK'), setAlarm(ours.account, 'OK')]);

    expectSameWay(runs);
    expect(runs.onMoto).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack' });
    expect(runs.onMoto.states).toEqual(
      expect.arrayContaining(['Watch step', 'Roll back', 'Retire the failed version']),
    );
    await expectWeights({ blue: 100 }); // the other group is not even listed
  });

  test('the third release goes through every step', async () => {
    const runs = await releaseOnBoth('3.0.0');
    expectSameWay(runs);
    expect(runs.onMoto).toMatchObject({ status: 'SUCCEEDED' });
    expect(runs.onMoto.states).toEqual(expect.arrayContaining(['Wait in step', 'Next step', 'Retire the old version']));
    await expectWeights({ green: 100 });
  });
});

async function setAlarm({ clients, alarms }: ModelAccount, StateValue: 'OK' | 'ALARM'): Promise<void> {
  const [AlarmName] = alarms.green;
  await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the test' }));
}
