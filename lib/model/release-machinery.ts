import { CustomResource } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { secondsToLearn } from '../checks/needs-gateway';
import { AlarmNames, CheckSpec, EnvironmentName, ProbeSpec } from '../contract/index';
import { HostedModel, LoadBalancedWay, protectsCallers } from '../hosting/hosted-model';
import { machineryAlarms } from '../monitoring/machinery-alarms';
import { RollbackAlarms } from '../monitoring/rollback-alarms';
import { Witnesses } from '../monitoring/rollback-signals';
import { FunctionContext, HostedRoute } from '../private/functions/function-context';
import { ProductionRouteFunction } from '../private/functions/production-route-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { Cohort } from '../traffic/cohort';
import { ProductionRoute } from '../traffic/production-route';
import { recoveryRule } from '../workflow/recovery-rule';
import { releaseTrigger } from '../workflow/release-trigger';
import { ReleaseWorkflow, ReleaseWorkflowProps } from '../workflow/release-workflow';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ReleaseLedger } from './ledger';
import { modelFunctions } from './model-functions';
import { ReleaseNotifications } from './notifications';
import { judgedPlan } from './release-plan';
import { ReleaseWait } from './release-wait';
import { modelThresholds } from './thresholds';

export interface ReleaseMachineryProps {
  readonly model: BlueGreenModelProps;
  readonly logRetention: logs.RetentionDays;
  readonly hosted: HostedModel;
  readonly ledger: ReleaseLedger;
  readonly notifications: ReleaseNotifications;
  readonly checks: readonly CheckSpec[];
  readonly probe: ProbeSpec | undefined;
  readonly witnesses: Readonly<Record<EnvironmentName, Witnesses>>;
  readonly alarmNames: () => AlarmNames;
  /** Absent when nothing is judged. */
  readonly guardrails?: ModelGuardrails;
}

export interface ReleaseMachinery {
  readonly traffic: TrafficFunction;
  readonly stateMachine: sfn.StateMachine;
  readonly rollbackAlarms: RollbackAlarms;
  /** `Custom::ModelRelease`, which comes after everything else. */
  readonly trigger: CustomResource;
}

/** Everything that releases versions into hosted environments: route, functions, alarms, workflow and the deploy's trigger. */
export function releaseMachinery(scope: Construct, props: ReleaseMachineryProps): ReleaseMachinery {
  const { model, hosted, notifications } = props;
  const { modelName, runbookUrl, changeFreeze, evidenceBucket } = model;
  const context = { ...props, modelName, runbookUrl, changeFreeze, evidenceBucket };
  const { way } = hosted;
  const rule = way.kind === 'load-balancer' ? productionRule(scope, way, { ...context, cohort: model.cohort }) : [];
  const route: HostedRoute = way.kind === 'load-balancer' ? { kind: 'rule', ...rule[0].arns, way } : way;
  const functions = modelFunctions(scope, {
    ...context,
    route,
    plan: () => judgedPlan(model, hosted, props.guardrails),
  });
  const { traffic } = functions;
  const thresholds = modelThresholds(model);
  const rollbackAlarms = new RollbackAlarms(scope, 'RollbackAlarms', {
    ...context,
    traffic,
    thresholds,
  });
  const { topic } = notifications;
  const workflow = new ReleaseWorkflow(scope, 'Workflow', {
    ...context,
    functions,
    ownCheckModel: {
      modelName,
      testEndpoint: way.kind === 'endpoint' ? '' : way.testEndpoint,
      endpointName: way.kind === 'endpoint' ? way.endpointName : '',
    },
    environmentRetries: hosted.environmentRetries,
    shiftRetries: hosted.shiftRetries,
    ...protectionOf(hosted),
  });
  const { stateMachine } = workflow;
  const recovery = recoveryRule(scope, stateMachine, modelName);
  const vital = { traffic, release: functions.release, recoveryRule: recovery, topic };
  const machinery = machineryAlarms(scope, { ...context, ...vital });
  const trigger = releaseTrigger(scope, {
    handler: functions.modelRelease,
    version: model.version.version,
    candidate: hosted.candidate,
    returnAtStart: model.waitFor === ReleaseWait.START,
    force: model.force ?? false,
    after: [
      ...[...rule, workflow, recovery, rollbackAlarms, ...machinery, notifications],
      ...Object.values<Construct>({ ...functions }),
      ...hosted.ready,
    ],
  });
  return { traffic, stateMachine, rollbackAlarms, trigger };
}

/** Gateways read what they are told every few seconds. */
function protectionOf({ gateway }: HostedModel): Pick<ReleaseWorkflowProps, 'protection'> {
  if (gateway === undefined || !protectsCallers(gateway)) return {};
  return { protection: { secondsToLearn: secondsToLearn(gateway) } };
}

/** What callers' requests hang on when they come by a load balancer. */
function productionRule(
  scope: Construct,
  way: LoadBalancedWay,
  context: FunctionContext & { readonly ledger: ReleaseLedger; readonly cohort?: Cohort },
): [ProductionRoute] {
  const handler = new ProductionRouteFunction(scope, 'ProductionRouteFunction', { ...context, way });
  return [new ProductionRoute(scope, 'ProductionRoute', { way, handler, cohort: context.cohort })];
}
