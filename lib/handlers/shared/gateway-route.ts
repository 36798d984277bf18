import { EnvironmentName, EndpointNames, Weights } from '../../contract';
import { servingInstances } from '../../core/sagemaker/serving';
import { ProductionRule } from './production-rule';
import { describeEndpoint, SageMaker } from './sagemaker';
import { RouteState, TrafficRoute } from './traffic-route';

/**
 * A listener rule before gateways that share their tasks and answer health checks themselves: they say nothing about the endpoints
 * behind them. What can answer are the instances of these.
 */
export class GatewayRoute implements TrafficRoute {
  /** A version may want fewer instances than the one before, or none; the gateways are the same tasks on both sides. */
  readonly isSizedAlone = true;
  readonly hasCohort: boolean;

  constructor(
    private readonly rule: ProductionRule,
    private readonly sageMaker: SageMaker,
    private readonly endpointNames: EndpointNames,
  ) {
    this.hasCohort = rule.hasCohort;
  }

  read(): Promise<RouteState> {
    return this.rule.read();
  }

  split(weights: Weights, stickinessSeconds?: number): Promise<void> {
    return this.rule.split(weights, stickinessSeconds);
  }

  sendAllTo(environment: EnvironmentName | undefined): Promise<void> {
    return this.rule.sendAllTo(environment);
  }

  sendCohortTo(environment: EnvironmentName | undefined): Promise<void> {
    return this.rule.sendCohortTo(environment);
  }

  /** Instances that answer, and that a healthy gateway reaches. */
  async healthyTargets(environment: EnvironmentName): Promise<number> {
    const [gateways, endpoint] = await Promise.all([
      this.rule.healthyTargets(environment),
      describeEndpoint(this.sageMaker, this.endpointNames[environment]),
    ]);
    return gateways === 0 ? 0 : servingInstances(endpoint);
  }
}
