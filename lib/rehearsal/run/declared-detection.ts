import {
  ANALYSIS_NAMESPACE,
  CustomResourceType,
  Env,
  GATEWAY_NAMESPACE,
  ModelOutline,
  Names,
  PROBE_NAMESPACE,
  QUALITY_NAMESPACE,
  QualitySpec,
  ReleasePlan,
} from '../../contract';
import { judgeTiming } from '../../core/detection/detection';
import { AlarmTiming, AlarmWitness, DetectionSettings } from '../../core/detection/timings';
import { ResourceDefinition, Template } from '../deploy/template';

type Properties = Readonly<Record<string, any>>;

/** Namespaces of the metrics that alarms of ours look at. */
const WITNESSES: Readonly<Record<string, AlarmWitness>> = {
  [ANALYSIS_NAMESPACE]: 'judge',
  [GATEWAY_NAMESPACE]: 'gateway',
  [PROBE_NAMESPACE]: 'probe',
  [QUALITY_NAMESPACE]: 'labels',
  'AWS/ApplicationELB': 'load-balancer',
  'AWS/SageMaker': 'endpoint',
};

/** The model of which a template's alarms are asked for. */
export interface DetectedModel {
  readonly name: string;
  readonly plan: ReleasePlan;
  readonly endpointName: string | undefined;
  readonly outline: ModelOutline | undefined;
  /** Its functions. */
  readonly functions: readonly ResourceDefinition[];
}

/** How a synthesized model finds a bad version, by the alarms that its template really has: those of one environment stand for both. */
export function declaredDetection({ Resources }: Template, model: DetectedModel): DetectionSettings {
  const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
  const idOf = (handler: string) =>
    Object.keys(Resources).find(
      (id) => model.functions.includes(Resources[id]) && Resources[id].Properties?.Handler === handler,
    );
  const trafficId = idOf('traffic.handler');
  return {
    alarms: [
      ...alarms.flatMap(([, alarm]) => ownAlarm(alarm, model.name, trafficId)),
      ...alarms.flatMap(([id, alarm]) => addedAlarm(id, alarm, model.name, trafficId)),
    ],
    watchIntervalSeconds: model.plan.watchIntervalSeconds,
    switchedBy: model.endpointName === undefined ? 'rule' : 'variants',
    unhealthyAfterSeconds: unhealthyAfter(Resources, idOf('production-route.handler')),
    ...(model.outline?.probe === undefined ? {} : { probe: model.outline.probe }),
    ...labelTiming(model.functions),
    ...judgeTiming(model.plan),
    protectsCallers: model.functions.some(({ Properties }) => variables(Properties)[Env.PROTECT_CALLERS] === 'true'),
  };
}

/** Missing labels are an alarm that only tells people: no way back. */
function ownAlarm(
  { Properties = {} }: ResourceDefinition,
  modelName: string,
  trafficId: string | undefined,
): AlarmTiming[] {
  const prefix = Names.alarm(modelName, 'green', '');
  const { AlarmName } = Properties as Properties;
  if (typeof AlarmName !== 'string' || !AlarmName.startsWith(prefix) || !callsTraffic(Properties, trafficId)) return [];
  const [namespace] = metricsOf(Properties).map(({ Namespace }) => String(Namespace));
  return [{ signal: AlarmName.slice(prefix.length), witness: WITNESSES[namespace] ?? 'other', ...timing(Properties) }];
}

function callsTraffic({ AlarmActions = [] }: Properties, trafficId: string | undefined): boolean {
  return trafficId !== undefined && JSON.stringify(AlarmActions).includes(`"${trafficId}"`);
}

/** Of the function that measures the quality of predictions, if there is one. */
function labelTiming(functions: readonly ResourceDefinition[]): Pick<DetectionSettings, 'labels'> {
  const [text] = functions.map(({ Properties }) => variables(Properties)[Env.QUALITY] as unknown).filter(isText);
  if (text === undefined) return {};
  return { labels: { delaySeconds: 60 * (JSON.parse(text) as QualitySpec).labelDelayMinutes } };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** An alarm of the user's that calls the model's traffic function. */
function addedAlarm(
  logicalId: string,
  { Properties = {} }: ResourceDefinition,
  modelName: string,
  trafficId: string | undefined,
): AlarmTiming[] {
  const { AlarmName = logicalId } = Properties as Properties;
  const isOurs =
    String(AlarmName).startsWith(`${modelName}-blue-`) || String(AlarmName).startsWith(`${modelName}-green-`);
  if (!callsTraffic(Properties, trafficId) || isOurs) return [];
  const signal = typeof AlarmName === 'string' ? AlarmName : logicalId;
  return [{ signal, witness: 'other', ...timing(Properties) }];
}

function timing(properties: Properties): Pick<AlarmTiming, 'periodSeconds' | 'datapointsToAlarm'> {
  const periods = metricsOf(properties).map(({ Period }) => Number(Period));
  return {
    periodSeconds: Math.max(...periods),
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? properties.EvaluationPeriods),
  };
}

/** The metrics of an alarm, with those of its expression. */
function metricsOf({ Metrics, Namespace, Period }: Properties): { Namespace: unknown; Period: unknown }[] {
  if (Metrics === undefined) return [{ Namespace, Period }];
  return (Metrics as Properties[]).flatMap(({ MetricStat }) =>
    MetricStat === undefined ? [] : [{ Namespace: MetricStat.Metric?.Namespace, Period: MetricStat.Period }],
  );
}

/** Seconds of failed health checks until the load balancer takes a task for unhealthy. */
function unhealthyAfter(resources: Template['Resources'], routeFunctionId: string | undefined): number | undefined {
  const route = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === CustomResourceType.PRODUCTION_ROUTE &&
      JSON.stringify(Properties?.ServiceToken ?? '').includes(`"${routeFunctionId}"`),
  );
  const groupId = (route?.Properties?.GreenTargetGroupArn as { Ref?: string } | undefined)?.Ref;
  const group = groupId === undefined ? undefined : (resources[groupId]?.Properties as Properties | undefined);
  if (group === undefined) return undefined;
  return Number(group.HealthCheckIntervalSeconds ?? 30) * Number(group.UnhealthyThresholdCount ?? 2);
}

function variables(properties: Properties | undefined): Properties {
  return (properties?.Environment?.Variables ?? {}) as Properties;
}
