import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CheckSpec, hasWorkers, ModelOutline, Names, OUTLINE_METADATA, ProbeSpec } from '../contract/index';
import { checkOutline } from '../core/check-time';
import { probeTiming } from '../core/probe';
import { acknowledgeWildcards } from '../private/acknowledge';
import { ModelFunction } from '../private/model-function';
import { allowNestedExecutions } from './nested-executions';
import { bake } from './phases/bake';
import { check } from './phases/check';
import { OwnCheckModel } from './phases/checks/check-ways';
import { watchFailed } from './phases/look';
import { prepare } from './phases/prepare';
import { Protection } from './phases/protect';
import { provision } from './phases/provision';
import { recover } from './phases/recover';
import { wayBack } from './phases/roll-back';
import { nextStep, shift } from './phases/shift';
import { retireOld, standby } from './phases/standby';
import { ReleaseFunctions } from './release-functions';
import { WorkflowStates } from './workflow-states';

export interface ReleaseWorkflowProps {
  readonly modelName: string;
  readonly functions: ReleaseFunctions;
  readonly checks: readonly CheckSpec[];
  readonly ownCheckModel: OwnCheckModel;
  readonly logRetention: logs.RetentionDays;
  readonly environmentRetries: readonly sfn.RetryProps[];
  readonly shiftRetries: readonly sfn.RetryProps[];
  /** Present when gateways protect callers from a new version. */
  readonly protection?: Protection;
  /** Present when versions are probed while they take traffic. */
  readonly probe: ProbeSpec | undefined;
}

/** The state machine of a model: one execution is one release. */
export class ReleaseWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: ReleaseWorkflowProps) {
    super(scope, id);
    const role = this.role(props);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName: Names.stateMachine(props.modelName), // renaming replaces the machine under a running release
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition(props)),
      comment: `Releases of model ${props.modelName}`,
      // What a role needs is written down here once, not collected from the parts.
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      // Inputs stay out of the log: headers and bodies of smoke requests may be confidential.
      logs: { destination: logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
    });
    // The CDK's own for a distributed Map, which it attaches all the same: it allows more, and for every Map.
    this.stateMachine.node.tryRemoveChild('DistributedMapPolicy');
    const outline: ModelOutline = {
      checks: props.checks.map(checkOutline),
      ...(props.probe === undefined ? {} : { probe: probeTiming(props.probe) }),
    };
    (this.stateMachine.node.defaultChild as sfn.CfnStateMachine).addMetadata(OUTLINE_METADATA, outline);
  }

  /** From the end to the start, because each phase leads to the next. */
  private definition(props: ReleaseWorkflowProps): sfn.IChainable {
    const { functions, checks, ownCheckModel: model, environmentRetries, shiftRetries, protection, probe } = props;
    const states = new WorkflowStates(this, environmentRetries, shiftRetries);
    const back = wayBack(states, functions, { checks, protection });
    const failed = watchFailed(states, 'Watch failed');
    failed.next(back.rollBack);
    const ways = { wayBack: back, watchFailed: failed };
    const nothingToDo = states.succeed('Nothing to do');

    const retire = retireOld(states, functions, ways);
    const { promote, afterPromotion } = standby(states, functions, { ...ways, retire });
    const step = nextStep(states);
    const baking = bake(states, functions, { ...ways, step, promote, probe });
    const shifting = shift(states, functions, { ...ways, step, bake: baking, promote, protection, probe });
    const checking = check(states, functions, { checks, model }, { ...ways, shift: shifting });
    const filling = provision(states, functions, { ...ways, check: checking });
    const preparing = prepare(states, functions, { checks }, { ...ways, provision: filling, nothingToDo });
    const recovering = recover(states, functions, { ...ways, afterPromotion, nothingToDo });
    return states.choice('Recover?').when(sfn.Condition.isPresent('$.recover'), recovering).otherwise(preparing);
  }

  private role({ modelName, functions, checks }: ReleaseWorkflowProps): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: `What the release workflow of model ${modelName} may do`,
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [
          ...functionsOf(functions).map((fn) => fn.function.functionArn),
          ...checks.flatMap((spec) => (spec.kind === 'lambda' ? [spec.functionArn] : [])),
        ],
      }),
    );
    if (hasWorkers(checks)) allowMapRuns(role, Names.stateMachine(modelName));
    allowNestedExecutions(
      role,
      checks.flatMap((spec) => (spec.kind === 'state-machine' ? [spec.stateMachineArn] : [])),
    );
    acknowledgeWildcards(role, ['*'], 'Log delivery and tracing know no resources (Step Functions developer guide)');
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ],
        resources: ['*'],
      }),
    );
    return role;
  }
}

function functionsOf(functions: ReleaseFunctions): readonly ModelFunction[] {
  return Object.values<ModelFunction | undefined>({ ...functions }).flatMap((fn) => fn ?? []);
}

/** A distributed Map starts executions of its own machine, and looks after them; by name, because the machine needs the role first. */
function allowMapRuns(role: iam.Role, stateMachineName: string): void {
  const stack = Stack.of(role);
  const arn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const children = arn('execution', `${stateMachineName}/*`);
  acknowledgeWildcards(role, [children], 'Step Functions names the executions of a Map Run');
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['states:StartExecution'],
      resources: [arn('stateMachine', stateMachineName)],
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [children] }),
  );
}
