import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import {
  CheckResult,
  Env,
  GATEWAY_NAMESPACE,
  GatewayDimension,
  GatewayMetric,
  GatewaySettings,
  Names,
  ShadowSpec,
} from '../../../lib/contract';
import { IndependentAws } from '../support/independent-aws';
import { createModelAccount, MODEL, ModelAccount } from '../support/model-account';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';
import { ReleaseByHand } from '../support/release-by-hand';

const PARAMETER = Names.gatewaySettings(MODEL);

const SPEC: ShadowSpec = {
  kind: 'shadow',
  name: 'shadow',
  percent: 10,
  baselineSeconds: 60,
  durationSeconds: 60,
  compare: [{ kind: 'equal', path: 'label' }],
  slices: { by: 'header', at: 'x-country', values: ['DE', 'FR'] },
  maxDisagreementPercent: 5,
  minimumSamples: 100,
  minimumCoveragePercent: 50,
};

/** The settings parameter in Systems Manager and the gateways' metrics in CloudWatch, both of moto. */
export function describeShadow(aws: () => IndependentAws): void {
  describe('a shadow check', () => {
    let account: ModelAccount;
    const release = () => new ReleaseByHand(account, '2.0.0');
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'eu-west-3',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
        environment: { [Env.GATEWAY_SETTINGS_PARAMETER]: PARAMETER },
      });
      const Value = JSON.stringify({ latencyThresholdsMs: [100] });
      await account.clients.ssm.send(new PutParameterCommand({ Name: PARAMETER, Type: 'String', Value }));
      const first = new ReleaseByHand(account, '1.0.0');
      await first.fill();
      await first.promote();
      await release().fill();
    });

    const settings = async () => {
      const { Parameter } = await account.clients.ssm.send(new GetParameterCommand({ Name: PARAMETER }));
      return JSON.parse(Parameter?.Value ?? '') as GatewaySettings;
    };
    const count = (at: number, counts: Readonly<Record<string, number>>, environment = 'blue', slice?: string) =>
      account.clients.cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: GATEWAY_NAMESPACE,
          MetricData: Object.entries(counts).map(([MetricName, Value]) => ({
            MetricName,
            Value,
            Timestamp: new Date(at),
            StorageResolution: 1,
            Dimensions: [
              { Name: GatewayDimension.MODEL, Value: MODEL },
              { Name: GatewayDimension.ENVIRONMENT, Value: environment },
              ...(slice === undefined ? [] : [{ Name: GatewayDimension.SLICE, Value: slice }]),
            ],
          })),
        }),
      );

    test('writes its settings stage by stage beside those of others, adds up what moto has counted, and passes', async () => {
      let now = Math.ceil(Date.now() / 60_000) * 60_000;
      const look = () =>
        account.call<CheckResult>('check', { action: 'check', releaseId: release().releaseId, spec: SPEC }, now);
      await count(now - 60_000, { [GatewayMetric.DISAGREE]: 5_000 }); // before the check
      await count(now, { [GatewayMetric.DISAGREE]: 5_000 }, 'green'); // of the other environment
      const looks = { blue: 0, green: 0, none: 0 };
      let result = await look();
      for (; result.status === 'PENDING'; result = await look()) {
        const { mirror, latencyThresholdsMs } = await settings();
        expect(latencyThresholdsMs).toEqual([100]);
        looks[mirror?.to ?? 'none'] += 1;
        if (mirror?.to === 'blue') {
          await count(now, { [GatewayMetric.BASELINE_AGREE]: 100, [GatewayMetric.BASELINE_DISAGREE]: 1 });
        } else if (mirror?.to === 'green') {
          await count(now, { [GatewayMetric.AGREE]: 198, [GatewayMetric.DISAGREE]: 2 });
          await count(now, { [GatewayMetric.DISAGREE]: 2 }, 'blue', 'FR');
        }
        now += result.waitSeconds * 1_000;
      }
      // A look more where the function was slower at the beginning of a stage than at its end.
      for (const each of Object.values(looks)) expect(each).toBeGreaterThanOrEqual(2);
      expect(result).toMatchObject({
        status: 'PASS',
        evidence: {
          samples: 200 * looks.green,
          disagree: 2 * looks.green,
          baseline: { agree: 100 * looks.blue, disagree: looks.blue },
          slices: { FR: { agree: 0, disagree: 2 * looks.green } },
        },
      });
      expect(await settings()).toEqual({ latencyThresholdsMs: [100] });
    });

    test('is stopped on the way back', async () => {
      const Value = JSON.stringify({ mirror: { from: 'blue', to: 'green', percent: 10, until: 1 } });
      await account.clients.ssm.send(new PutParameterCommand({ Name: PARAMETER, Value, Overwrite: true }));
      const event = { action: 'stop-mirroring', releaseId: release().releaseId };
      expect(await account.call('check', event)).toEqual({ stopped: true });
      expect(await settings()).toEqual({});
    });
  });
}
