import { Duration, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env, ReleasePlan } from '../../contract/index';
import { allowFreeze } from '../../model/change-freeze';
import { ChangeFreeze } from '../../model/change-freeze-props';
import { ReleaseLedger } from '../../model/ledger';
import { ReleaseNotifications } from '../../model/notifications';
import { executionArns } from '../arns';
import { ModelFunction } from '../model-function';
import { FunctionContext } from './function-context';

/** Starts, promotes and ends releases in the ledger, and tells people. */
export class ReleaseFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: FunctionContext & {
      readonly ledger: ReleaseLedger;
      readonly notifications: ReleaseNotifications;
      /** Guardrails may be added until the template is written. */
      readonly plan: () => ReleasePlan;
      readonly changeFreeze?: ChangeFreeze;
    },
  ) {
    super(scope, id, {
      entry: 'release',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Ledger of the releases of model ${props.modelName}`,
      timeout: Duration.minutes(1), // telling CloudFormation of a dead release takes 30 s at most
    });
    props.ledger.allow(this);
    props.notifications.allow(this);
    // Is the execution that holds the lock still running?
    this.allow(['states:DescribeExecution'], [executionArns(this, props.modelName)], {
      because: 'The names of executions are release ids, which are not known before',
    });
    this.env(Env.PLAN, Lazy.string({ produce: () => JSON.stringify(props.plan()) }));
    if (props.changeFreeze !== undefined) allowFreeze(this, props.changeFreeze);
  }
}
