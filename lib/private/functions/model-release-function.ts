import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { ReleaseLedger } from '../../model/ledger';
import { executionArns, stateMachineArn } from '../arns';
import { ModelFunction } from '../model-function';
import { FunctionContext } from './function-context';

/** `Custom::ModelRelease`: starts a release on deploy, and answers the deploy when it is over. */
export class ModelReleaseFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: FunctionContext & { readonly ledger: ReleaseLedger }) {
    super(scope, id, {
      entry: 'model-release',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Starts releases of model ${props.modelName} on deploy`,
      timeout: Duration.minutes(1),
    });
    props.ledger.allow(this);
    const machine = stateMachineArn(this, props.modelName);
    this.allow(['states:StartExecution'], [machine]);
    this.allow(['states:StopExecution'], [executionArns(this, props.modelName)], {
      because: 'The names of executions are release ids, which are not known before',
    });
    this.env(Env.STATE_MACHINE_ARN, machine);
    // A stack that rolls back starts nothing.
    this.allow(['cloudformation:DescribeStacks'], [Stack.of(this).stackId]);
  }
}
