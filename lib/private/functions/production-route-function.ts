import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LoadBalancedWay } from '../../hosting/hosted-model';
import { ReleaseLedger } from '../../model/ledger';
import { ruleArns } from '../arns';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { FunctionContext } from './function-context';

/** `Custom::ProductionRoute`. */
export class ProductionRouteFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: FunctionContext & { readonly way: LoadBalancedWay; readonly ledger: ReleaseLedger },
  ) {
    super(scope, id, {
      entry: 'production-route',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Owns the production listener rule of model ${props.modelName} for CloudFormation`,
      timeout: Duration.minutes(1),
    });
    // Under a release the rule stays on its listener, unless the stack rolls back.
    props.ledger.allowRead(this);
    this.allow(['cloudformation:DescribeStacks'], [Stack.of(this).stackId]);
    const { listenerArn } = props.way.productionListener;
    this.allow(['elasticloadbalancing:CreateRule'], [listenerArn]);
    this.allow(['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTags'], ['*'], {
      because: DESCRIBE_KNOWS_NO_RESOURCES,
    });
    this.allow(['elasticloadbalancing:AddTags'], [ruleArns(listenerArn)], {
      // Only of a rule that it creates: nobody else's can be made to look like ours.
      conditions: { StringEquals: { 'elasticloadbalancing:CreateAction': 'CreateRule' } },
      because: 'The id of the rule is made by the load balancer',
    });
    this.allow(
      ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing:SetRulePriorities', 'elasticloadbalancing:DeleteRule'],
      [ruleArns(listenerArn)],
      { because: 'The id of the rule is made by the load balancer' },
    );
  }
}
