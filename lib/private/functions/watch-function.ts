import { Duration, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlarmNames, Env } from '../../contract/index';
import { protectsCallers } from '../../hosting/hosted-model';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { allowReadRoute } from './load-balancing';

/** Looks at a release and says whether it goes on. */
export class WatchFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ReleaseFunctionContext & { readonly alarmNames: () => AlarmNames }) {
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
    // Alarms may be added until the template is written.
    this.env(Env.ALARM_NAMES, Lazy.string({ produce: () => this.jsonText(props.alarmNames()) }));
  }
  /** Renews at each look whom the gateways protect. */
  private allowProtecting(modelName: string): void {
    allowGatewaySettings(this, modelName);
    this.env(Env.PROTECT_CALLERS, 'true');
  }
}
