import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowReadRoute } from './load-balancing';

/** Moves production traffic: the only function that may change the production rule. */
export class TrafficFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ReleaseFunctionContext) {
    super(scope, id, {
      entry: 'traffic',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Moves the production traffic of model ${props.modelName}`,
      timeout: Duration.minutes(1),
    });
    props.ledger.allow(this);
    allowReadRoute(this, props.hosted, props.ruleArn);
    this.allow(['elasticloadbalancing:ModifyRule'], [props.ruleArn]);
  }

  /** Lets an alarm call this function. `alarmArn` must not depend on an alarm that depends on this function. */
  admitAlarm(id: string, alarmArn: string): void {
    this.function.addPermission(id, {
      principal: new iam.ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceArn: alarmArn,
    });
  }
}
