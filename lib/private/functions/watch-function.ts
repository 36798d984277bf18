import { ArnFormat, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlarmNames, Env } from '../../contract';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
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
    allowReadRoute(this, props.hosted, props.ruleArn);
    const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
    this.allow(
      ['cloudwatch:DescribeAlarms'],
      [Stack.of(this).formatArn({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
      { because: 'The call lists alarms, so it is allowed on all of them (service authorization reference)' },
    );
    // Alarms may be added until the template is written.
    this.env(Env.ALARM_NAMES, Lazy.string({ produce: () => this.jsonText(props.alarmNames()) }));
  }
}
