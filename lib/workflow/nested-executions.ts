import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcards } from '../private/acknowledge';

/** By it Step Functions learns of the ends of executions that it waits for, in every account under the same name. */
const MANAGED_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/** Lets a workflow run state machines to their ends (developer guide, "IAM policies for calling Step Functions workflows"). */
export function allowNestedExecutions(role: iam.Role, stateMachineArns: readonly string[]): void {
  if (stateMachineArns.length === 0) return;
  const stack = Stack.of(role);
  const executions = stateMachineArns.map((arn) => executionsOf(stack, arn));
  acknowledgeWildcards(role, executions, 'Step Functions names the executions of the state machines that are checks');
  allow(role, ['states:StartExecution'], stateMachineArns);
  allow(role, ['states:DescribeExecution', 'states:StopExecution'], executions);
  const rule = stack.formatArn({ service: 'events', resource: 'rule', resourceName: MANAGED_RULE });
  allow(role, ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [rule]);
}

function executionsOf(stack: Stack, stateMachineArn: string): string {
  const { resourceName: name } = stack.splitArn(stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function allow(role: iam.Role, actions: string[], resources: readonly string[]): void {
  role.addToPolicy(new iam.PolicyStatement({ actions, resources: [...resources] }));
}
