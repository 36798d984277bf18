import { CustomResource } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { AlarmNames, CheckSpec, EnvironmentName } from '../contract/index';
import { HostedModel } from '../hosting/hosted-model';
import { resolveThresholds } from '../monitoring/alarm-thresholds';
import { EnvironmentMetrics } from '../monitoring/environment-metrics';
import { GatewayMetrics } from '../monitoring/gateway-metrics';
import { machineryAlarms } from '../monitoring/machinery-alarms';
import { RollbackAlarms } from '../monitoring/rollback-alarms';
import { Witnesses } from '../monitoring/rollback-signals';
import { ProductionRouteFunction } from '../private/functions/production-route-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { ProductionRoute } from '../traffic/production-route';
import { recoveryRule } from '../workflow/recovery-rule';
import { releaseTrigger } from '../workflow/release-trigger';
import { ReleaseWorkflow } from '../workflow/release-workflow';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ReleaseLedger } from './ledger';
import { modelFunctions } from './model-functions';
import { ReleaseNotifications } from './notifications';
import { releasePlan } from './release-plan';
import { ReleaseWait } from './release-wait';

export interface ReleaseMachineryProps {
  readonly model: BlueGreenModelProps;
  readonly logRetention: logs.RetentionDays;
  readonly hosted: HostedModel;
  readonly ledger: ReleaseLedger;
  readonly notifications: ReleaseNotifications;
  readonly checks: readonly CheckSpec[];
  readonly alarmNames: () => AlarmNames;
}

export interface ReleaseMachinery {
  readonly traffic: TrafficFunction;
  readonly stateMachine: sfn.StateMachine;
  readonly rollbackAlarms: RollbackAlarms;
  readonly metrics: Readonly<Record<EnvironmentName, EnvironmentMetrics>>;
  /** `Custom::ModelRelease`, which comes after everything else. */
  readonly trigger: CustomResource;
}

/** Everything that releases versions into hosted environments: route, functions, alarms, workflow and the deploy's trigger. */
export function releaseMachinery(scope: Construct, props: ReleaseMachineryProps): ReleaseMachinery {
  const { model, hosted, notifications } = props;
  const { modelName, runbookUrl } = model;
  const context = { ...props, modelName, runbookUrl };
  const route = new ProductionRoute(scope, 'ProductionRoute', {
    hosted,
    handler: new ProductionRouteFunction(scope, 'ProductionRouteFunction', context),
  });
  const functions = modelFunctions(scope, { ...context, ruleArn: route.ruleArn, plan: releasePlan(model) });
  const { traffic } = functions;
  const metrics = {
    blue: new EnvironmentMetrics(hosted.targetGroups.blue),
    green: new EnvironmentMetrics(hosted.targetGroups.green),
  };
  const thresholds = resolveThresholds(model.alarms ?? {});
  const rollbackAlarms = new RollbackAlarms(scope, 'RollbackAlarms', {
    ...context,
    traffic,
    witnesses: {
      blue: witnessesOf('blue', modelName, hosted, metrics.blue),
      green: witnessesOf('green', modelName, hosted, metrics.green),
    },
    thresholds,
  });
  const { topic } = notifications;
  const machinery = machineryAlarms(scope, { ...context, traffic, release: functions.release, topic });
  const workflow = new ReleaseWorkflow(scope, 'Workflow', {
    ...context,
    functions,
    environmentRetries: hosted.environmentRetries,
  });
  const { stateMachine } = workflow;
  const recovery = recoveryRule(scope, stateMachine, modelName);
  const trigger = releaseTrigger(scope, {
    handler: functions.modelRelease,
    version: model.version.version,
    candidate: hosted.candidate,
    returnAtStart: model.waitFor === ReleaseWait.START,
    force: model.force ?? false,
    after: [
      ...[route, workflow, recovery, rollbackAlarms, ...machinery, notifications],
      ...Object.values<Construct>({ ...functions }),
      ...hosted.ready,
    ],
  });
  return { traffic, stateMachine, rollbackAlarms, metrics, trigger };
}

function witnessesOf(
  environment: EnvironmentName,
  modelName: string,
  { gateway, endpointMetrics }: HostedModel,
  loadBalancer: EnvironmentMetrics,
): Witnesses {
  return {
    loadBalancer,
    gateways: gateway && new GatewayMetrics(modelName, environment),
    endpoint: endpointMetrics?.[environment],
  };
}
