import { PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import {
  EnvironmentName,
  PollResult,
  ReleaseEventDetail,
  RetireResult,
  ShiftResult,
  Verdict,
} from '../../../lib/contract';
import { EndedRelease } from '../../../lib/core/ledger/ledger';
import { LedgerStore } from '../../../lib/handlers/shared/ledger-store';
import { IndependentAws } from '../support/independent-aws';
import {
  createModelAccount,
  LEDGER_TABLE,
  MODEL,
  ModelAccount,
  productionActions,
  productionWeights,
} from '../support/model-account';
import { ReleaseByHand } from '../support/release-by-hand';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';

/** Two releases, their functions called in the workflow's order: one promoted, one rolled back by an alarm. */
export function describeRelease(aws: () => IndependentAws): void {
  describe('a release, function by function', () => {
    let account: ModelAccount;
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'eu-central-1',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
      });
      const first = new ReleaseByHand(account, '1.0.0');
      await first.prepare();
      await first.lookBefore();
      await first.fill();
      await first.promote();
    });

    const service = async (environment: string) =>
      (
        await account.clients.ecs.send(
          new DescribeServicesCommand({ cluster: 'models', services: [`${MODEL}-${environment}`] }),
        )
      ).services?.[0];
    const store = () => new LedgerStore(account.clients.dynamodb, LEDGER_TABLE, MODEL, () => new Date());

    test('the first one puts all traffic on blue and ends promoted', async () => {
      expect(await productionWeights(account)).toEqual({ blue: 100 });
      const ended = await store().readDocument<EndedRelease>('RELEASE#1.0.0-by-hand');
      expect(ended).toMatchObject({ outcome: 'promoted', version: '1.0.0' });
      expect(await store().read()).toMatchObject({ live: { version: '1.0.0', environment: 'blue' } });
    });

    test('provision registers a tagged copy with the image, at the size of the live side', async () => {
      const release = new ReleaseByHand(account, '2.0.0');
      expect(await release.prepare()).toMatchObject({
        decision: 'start',
        environment: 'green',
        liveEnvironment: 'blue',
      });
      expect(await release.lookBefore()).toMatchObject({ decision: 'continue' });
      const { copyArn } = await release.environment<{ copyArn: string }>('provision');
      const { taskDefinition, tags } = await account.clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: copyArn, include: ['TAGS'] }),
      );
      expect(taskDefinition).toMatchObject({
        family: 'iris-green',
        containerDefinitions: [{ image: 'models/iris:2.0.0' }],
      });
      expect(tags).toContainEqual({ key: 'bluegreen:release', value: '2.0.0-by-hand' });
      expect(await service('green')).toMatchObject({ desiredCount: 2, taskDefinition: copyArn });
      // Repeated: the revision is found again by its tag.
      expect(await release.environment('provision')).toMatchObject({ copyArn });
      expect(await release.environment<PollResult>('poll')).toMatchObject({ status: 'ready', healthyTargets: 2 });
    });

    test('parity describes both sides and passes', async () => {
      const verdict = await new ReleaseByHand(account, '2.0.0').parity<Verdict>();
      expect(verdict).toMatchObject({ status: 'PASS' });
    });

    test('a shift writes both weights, which moto reads back', async () => {
      const release = new ReleaseByHand(account, '2.0.0');
      expect(await release.shift<ShiftResult>(0)).toMatchObject({ weights: { blue: 90, green: 10 }, next: 'step' });
      expect(await productionWeights(account)).toEqual({ blue: 90, green: 10 });
      expect(await release.watch()).toMatchObject({ decision: 'done' });
    });

    test('a later look counts what moto has measured of the new side, and nothing of the old one', async () => {
      const nextMinute = Math.ceil(Date.now() / 60_000) * 60_000;
      await putRequests(account, 'green', nextMinute, [100, 19, 40]);
      await putRequests(account, 'blue', nextMinute, [900, 900, 900]);
      const look = await new ReleaseByHand(account, '2.0.0').watch(nextMinute + 5 * 60_000);
      expect(look.evidence).toMatchObject({ measuredMinutes: 2, requests: 159, failed: 0 });
    });

    test('a release whose traffic has moved keeps the lock, although moto knows no execution of it', async () => {
      await expect(new ReleaseByHand(account, '9.9.9').prepare()).rejects.toMatchObject({ name: 'ReleaseRefused' });
    });

    test('an alarm that fires is seen by the watch', async () => {
      const [AlarmName] = account.alarms.green;
      await setAlarm(account, AlarmName, 'ALARM');
      const look = await new ReleaseByHand(account, '2.0.0').watch();
      expect(look).toMatchObject({ decision: 'roll-back', evidence: { firing: [AlarmName] } });
    });

    test('its action rolls back: the rule lists only the stable group', async () => {
      const [alarmName] = account.alarms.green;
      const event = { source: 'aws.cloudwatch', alarmArn: 'arn', time: new Date().toISOString() };
      const alarmData = { alarmName, state: { value: 'ALARM', reason: 'the test says so' } };
      expect(await account.call('traffic', { ...event, alarmData })).toMatchObject({ action: 'rolled-back' });
      expect(await productionWeights(account)).toEqual({ blue: 100 });
      expect((await productionActions(account))[0].ForwardConfig?.TargetGroupStickinessConfig?.Enabled).toBe(false);
    });

    test('the failed version is retired and its revision is gone', async () => {
      const release = new ReleaseByHand(account, '2.0.0');
      await release.release('rolled-back');
      expect(await release.retire<RetireResult>('failed')).toMatchObject({ environment: 'green', retired: true });
      expect(await service('green')).toMatchObject({ desiredCount: 0, runningCount: 0 });
      const { taskDefinitionArns = [] } = await account.clients.ecs.send(
        new ListTaskDefinitionsCommand({ familyPrefix: 'iris-green', status: 'ACTIVE' }),
      );
      expect(taskDefinitionArns).toHaveLength(1); // the seed
      expect(await release.release('finish')).toMatchObject({ outcome: 'rolled-back' });
      await setAlarm(account, account.alarms.green[0], 'OK');
    });

    test('every phase change was published and put on the bus', async () => {
      const calls = aws().proxy.journal.filter(({ region }) => region === account.region);
      const published = calls.filter(({ operation, status }) => operation === 'Publish' && status === 200);
      const details = published.map(
        ({ body }) => JSON.parse(new URLSearchParams(body).get('Message') ?? '') as ReleaseEventDetail,
      );
      expect(details.map(({ version, phase }) => `${version} ${phase}`)).toEqual(
        expect.arrayContaining(['1.0.0 preparing', '1.0.0 standby', '1.0.0 promoted', '2.0.0 rolled-back']),
      );
      const put = calls.filter(({ operation }) => operation === 'PutEvents');
      expect(put).toHaveLength(published.length);
      for (const { answer } of put) expect(JSON.parse(answer)).toMatchObject({ FailedEntryCount: 0 });
    });

    test('the environments are emptied with the stack', async () => {
      const answer = await aws().deploy(account.functionName('ecs-environments'), {
        RequestType: 'Delete',
        PhysicalResourceId: 'iris-environments',
        ResourceProperties: { CandidateTaskDefinitionArn: account.candidateArn, Cluster: 'models' },
      });
      expect(answer).toMatchObject({ Status: 'SUCCESS' });
      const { taskDefinitionArns = [] } = await account.clients.ecs.send(
        new ListTaskDefinitionsCommand({ familyPrefix: 'iris-blue', status: 'ACTIVE' }),
      );
      expect(taskDefinitionArns).toEqual([]);
    });
  });
}

/** Requests of some minutes, one after the other, under the dimensions of a real load balancer. */
async function putRequests(
  { clients, groups, ruleArn }: ModelAccount,
  environment: EnvironmentName,
  from: number,
  counts: readonly number[],
): Promise<void> {
  const Dimensions = [
    {
      Name: 'LoadBalancer',
      Value: ruleArn
        .split(/listener-rule\/|\//)
        .slice(1, 4)
        .join('/'),
    },
    { Name: 'TargetGroup', Value: groups[environment].split(':').at(-1) },
  ];
  const MetricData = ['RequestCount', 'HTTPCode_Target_2XX_Count'].flatMap((MetricName) =>
    counts.map((Value, minute) => ({ MetricName, Dimensions, Value, Timestamp: new Date(from + minute * 60_000) })),
  );
  await clients.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData }));
}

async function setAlarm(account: ModelAccount, AlarmName: string, StateValue: 'OK' | 'ALARM'): Promise<void> {
  await account.clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the test' }));
}
