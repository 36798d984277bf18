import { Duration, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ModelGuardrails } from '../../analysis/model-guardrails';
import { AlarmNames, ANALYSIS_NAMESPACE, Env, ReleasePlan } from '../../contract/index';
import { protectsCallers } from '../../hosting/hosted-model';
import { ReleaseNotifications } from '../../model/notifications';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { allowReadRoute } from './load-balancing';

export interface WatchFunctionProps extends ReleaseFunctionContext {
  readonly alarmNames: () => AlarmNames;
  /** Absent when nothing is judged. */
  readonly guardrails?: ModelGuardrails;
  readonly plan: () => ReleasePlan;
  readonly notifications: ReleaseNotifications;
}

/** Looks at a release and says whether it goes on. */
export class WatchFunction extends ModelFunction {
  /** What a look is told besides the release: metrics of the user's own, when something is judged. */
  readonly payload: { readonly guardrails?: string };

  constructor(scope: Construct, id: string, props: WatchFunctionProps) {
    super(scope, id, {
      entry: 'watch',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Watches the releases of model ${props.modelName}`,
      timeout: Duration.seconds(30),
    });
    props.ledger.allow(this);
    allowReadRoute(this, props.route);
    if (protectsCallers(props.hosted.gateway)) this.allowProtecting(props.modelName);
    this.allow(['cloudwatch:DescribeAlarms'], ['*'], {
      because: 'Composite alarms are only described with a permission on everything (DescribeAlarms, API reference)',
    });
    this.allow(['cloudwatch:GetMetricData'], ['*'], {
      because: 'GetMetricData knows no resources (CloudWatch, service authorization reference)',
    });
    const { guardrails } = props;
    this.payload = guardrails === undefined ? {} : { guardrails: this.guardrailsText(guardrails) };
    if (guardrails !== undefined) this.allowJudging(props.hosted.gateway !== undefined);
    if (props.plan().analysis?.settings.onInconclusive === 'manual') props.notifications.allow(this); // it asks people
    // Alarms may be added until the template is written.
    this.env(Env.ALARM_NAMES, Lazy.string({ produce: () => this.jsonText(props.alarmNames()) }));
  }

  /** Not in the environment, which holds 4 KB: a guardrail may have many metrics. */
  private guardrailsText(guardrails: ModelGuardrails): string {
    return Lazy.string({ produce: () => this.jsonText([...guardrails.own]) });
  }

  /** Publishes what the judge has found. */
  private allowJudging(hasGateways: boolean): void {
    this.allow(['cloudwatch:PutMetricData'], ['*'], {
      conditions: { StringEquals: { 'cloudwatch:namespace': ANALYSIS_NAMESPACE } },
      because: 'PutMetricData knows no resources, only namespaces (CloudWatch, service authorization reference)',
    });
    if (hasGateways) this.env(Env.GATEWAY_METRICS, 'true');
  }

  /** Renews at each look whom the gateways protect. */
  private allowProtecting(modelName: string): void {
    allowGatewaySettings(this, modelName);
    this.env(Env.PROTECT_CALLERS, 'true');
  }
}
