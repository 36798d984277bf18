import { Duration, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AlarmNames, Env, OwnAlarmNames } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowMoveTraffic, allowReadRoute } from './load-balancing';

export interface TrafficFunctionProps extends ReleaseFunctionContext {
  readonly alarmNames: () => AlarmNames;
}

/** Moves production traffic: the only function that may change what it hangs on. */
export class TrafficFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: TrafficFunctionProps) {
    super(scope, id, {
      entry: 'traffic',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Moves the production traffic of model ${props.modelName}`,
      // A rule changes at once; weights of variants take minutes, and three tries of theirs may take 12.
      timeout: Duration.minutes(props.route.kind === 'rule' ? 1 : 15),
    });
    props.ledger.allow(this);
    allowReadRoute(this, props.route);
    allowMoveTraffic(this, props.route);
    // Alarms of prediction quality may be added until the template is written.
    this.env(Env.OWN_ALARM_NAMES, Lazy.string({ produce: () => this.jsonText(ownAlarms(props.alarmNames())) }));
  }

  /** Lets an alarm call this function. `alarmArn` must not depend on an alarm that depends on this function. */
  admitAlarm(id: string, alarmArn: string): void {
    this.function.addPermission(id, {
      principal: new iam.ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceArn: alarmArn,
    });
  }
}

/** Fixed names without references: an alarm that is referred to here depends on this function, which is its action. */
function ownAlarms({ blue, green, quality }: AlarmNames): OwnAlarmNames {
  return { blue: [...blue, ...(quality?.blue ?? [])], green: [...green, ...(quality?.green ?? [])] };
}
