import { EnvironmentName, ProbeSpec } from '../contract/index';
import { HostedModel, protectsCallers } from '../hosting/hosted-model';
import { EnvironmentMetrics } from './environment-metrics';
import { GatewayMetrics } from './gateway-metrics';
import { JudgeMetrics } from './judge-metrics';
import { ProbeMetrics } from './probe-metrics';
import { Witnesses } from './rollback-signals';
import { TrafficMetrics } from './traffic-metrics';

type ByEnvironment<T> = Readonly<Record<EnvironmentName, T>>;

/** Who measures the environments of a hosted model. */
export function witnessesOf(
  modelName: string,
  { way, gateway, endpointMetrics }: HostedModel,
  { probe, isJudged }: { readonly probe?: ProbeSpec; readonly isJudged: boolean },
): ByEnvironment<Witnesses> {
  const of = (environment: EnvironmentName): Witnesses => ({
    ...(way.kind === 'endpoint' ? {} : { loadBalancer: new EnvironmentMetrics(way.targetGroups[environment]) }),
    gateways: gateway && new GatewayMetrics(modelName, environment),
    protectsCallers: protectsCallers(gateway),
    endpoint: endpointMetrics?.[environment],
    probes: probe && new ProbeMetrics(modelName, environment, probe),
    ...(isJudged ? { judge: new JudgeMetrics(modelName, environment) } : {}),
  });
  return { blue: of('blue'), green: of('green') };
}

/** The metrics of a model's traffic by its first witness. */
export function trafficMetrics({ loadBalancer, endpoint }: Witnesses): TrafficMetrics {
  const metrics = loadBalancer ?? endpoint;
  if (metrics === undefined)
    throw new Error('a model must be measured by a load balancer or by SageMaker, got neither');
  return metrics;
}
