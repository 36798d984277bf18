import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ApprovalKey } from '../contract/index';
import { executionArns } from '../private/arns';
import { ReleaseLedger } from './ledger';

export interface OperatorGrantsProps {
  readonly modelName: string;
  readonly parameter: IStringParameter;
  readonly ledger: ReleaseLedger;
  readonly stateMachine: StateMachine;
  readonly traffic: IFunction;
}

/** What people and pipelines may do with one model: exactly what the commands of `bluegreen` call. */
export class OperatorGrants {
  constructor(private readonly props: OperatorGrantsProps) {}

  /** Find the model, see what is live and how releases go. */
  read(grantee: IGrantable): Grant {
    const { parameter, ledger, modelName, stateMachine } = this.props;
    return Grant.addToPrincipal({
      grantee,
      actions: ['ssm:GetParameter'],
      resourceArns: [parameter.parameterArn],
    })
      .combine(ledger.grantRead(grantee))
      .combine(
        Grant.addToPrincipal({
          grantee,
          actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
          resourceArns: [executionArns(stateMachine, modelName)],
        }),
      );
  }

  release(grantee: IGrantable): Grant {
    const start = Grant.addToPrincipal({
      grantee,
      actions: ['states:StartExecution'],
      resourceArns: [this.props.stateMachine.stateMachineArn],
    });
    return this.read(grantee).combine(start);
  }

  abort(grantee: IGrantable): Grant {
    return this.read(grantee).combine(this.put(grantee, this.props.modelName));
  }

  operate(grantee: IGrantable): Grant {
    return this.abort(grantee);
  }

  approve(grantee: IGrantable): Grant {
    return this.read(grantee).combine(this.put(grantee, ApprovalKey.partition(this.props.modelName)));
  }

  rollback(grantee: IGrantable): Grant {
    const call = Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.props.traffic.functionArn],
    });
    // After the standby time the version before comes back by a run of the workflow.
    return this.release(grantee).combine(call);
  }

  /** Into one partition of the table: the ledger itself, or the answers to approvals, which are no way to write to the ledger. */
  private put(grantee: IGrantable, partition: string): Grant {
    return this.props.ledger.grantPut(grantee, partition);
  }
}
