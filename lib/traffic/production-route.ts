import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomResourceType, ProductionRouteProperties } from '../contract/index';
import { cohortPriority, LoadBalancedWay, Routing } from '../hosting/hosted-model';
import { ModelFunction } from '../private/model-function';
import { Cohort } from './cohort';

export interface ProductionRouteProps {
  readonly way: LoadBalancedWay;
  readonly handler: ModelFunction;
  readonly cohort?: Cohort;
}

/**
 * The listener rule that all production traffic of the model hangs on, and the one of its cohort. CloudFormation knows their conditions,
 * never where they lead.
 */
export class ProductionRoute extends Construct {
  readonly arns: { readonly ruleArn: string; readonly cohortRuleArn?: string };

  constructor(scope: Construct, id: string, { way, handler, cohort }: ProductionRouteProps) {
    super(scope, id);
    const { productionListener, targetGroups, routing } = way;
    const properties: ProductionRouteProperties = {
      ListenerArn: productionListener.listenerArn,
      Priority: String(routing.priority),
      Conditions: JSON.stringify(conditions(routing)),
      BlueTargetGroupArn: targetGroups.blue.targetGroupArn,
      GreenTargetGroupArn: targetGroups.green.targetGroupArn,
      ...(cohort === undefined ? {} : cohortProperties(routing, cohort)),
    };
    const route = new CustomResource(this, 'Resource', {
      resourceType: CustomResourceType.PRODUCTION_ROUTE,
      serviceToken: handler.function.functionArn,
      properties,
    });
    const ruleArn = route.getAttString('RuleArn');
    this.arns = cohort === undefined ? { ruleArn } : { ruleArn, cohortRuleArn: route.getAttString('CohortRuleArn') };
  }
}

/** The model's own conditions and the callers'. */
function cohortProperties(
  routing: Routing,
  cohort: Cohort,
): Pick<ProductionRouteProperties, 'CohortPriority' | 'CohortConditions'> {
  return {
    CohortPriority: String(cohortPriority(cohort, routing.priority)),
    CohortConditions: JSON.stringify([...ownConditions(routing), cohort._condition]),
  };
}

/** Conditions in the shape of the ELBv2 API. A rule needs at least one, so "everything" is a path pattern. */
function conditions(routing: Routing): object[] {
  const own = ownConditions(routing);
  return own.length === 0 ? [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }] : own;
}

function ownConditions({ hostHeaders, pathPatterns }: Routing): object[] {
  const hosts = hostHeaders.length === 0 ? [] : [{ Field: 'host-header', HostHeaderConfig: { Values: hostHeaders } }];
  const paths =
    pathPatterns.length === 0 ? [] : [{ Field: 'path-pattern', PathPatternConfig: { Values: pathPatterns } }];
  return [...hosts, ...paths];
}
