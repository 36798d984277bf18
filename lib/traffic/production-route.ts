import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomResourceType, ProductionRouteProperties } from '../contract/index';
import { LoadBalancedWay, Routing } from '../hosting/hosted-model';
import { ModelFunction } from '../private/model-function';

/** The listener rule that all production traffic of the model hangs on. CloudFormation knows its conditions, never its weights. */
export class ProductionRoute extends Construct {
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, props: { readonly way: LoadBalancedWay; readonly handler: ModelFunction }) {
    super(scope, id);
    const { productionListener, targetGroups, routing } = props.way;
    const properties: ProductionRouteProperties = {
      ListenerArn: productionListener.listenerArn,
      Priority: String(routing.priority),
      Conditions: JSON.stringify(conditions(routing)),
      BlueTargetGroupArn: targetGroups.blue.targetGroupArn,
      GreenTargetGroupArn: targetGroups.green.targetGroupArn,
    };
    const route = new CustomResource(this, 'Resource', {
      resourceType: CustomResourceType.PRODUCTION_ROUTE,
      serviceToken: props.handler.function.functionArn,
      properties,
    });
    this.ruleArn = route.getAttString('RuleArn');
  }
}

/** Conditions in the shape of the ELBv2 API. A rule needs at least one, so "everything" is a path pattern. */
function conditions({ hostHeaders, pathPatterns }: Routing): object[] {
  const hosts = hostHeaders.length === 0 ? [] : [{ Field: 'host-header', HostHeaderConfig: { Values: hostHeaders } }];
  const isAnyPath = pathPatterns.length === 0 && hostHeaders.length > 0;
  const paths = pathPatterns.length === 0 ? ['/*'] : pathPatterns;
  return isAnyPath ? hosts : [...hosts, { Field: 'path-pattern', PathPatternConfig: { Values: paths } }];
}
