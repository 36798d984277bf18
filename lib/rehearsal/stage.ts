import type { ExecutionEvent } from './asl';
import { ApplicationAutoScaling } from './aws/autoscaling/autoscaling';
import { BedrockRuntime } from './aws/bedrock/bedrock-runtime';
import { cloudFormationService } from './aws/cloudformation/cloudformation-service';
import { StackRegistry } from './aws/cloudformation/stack-registry';
import { AlarmTargets } from './aws/cloudwatch/alarm/actions';
import { CloudWatch } from './aws/cloudwatch/cloudwatch';
import { dynamoDbService } from './aws/dynamodb/dynamodb-service';
import { accountVariables } from './aws/account-variables';
import { Ecs } from './aws/ecs/ecs';
import { TaskSurroundings } from './aws/ecs/task-spec';
import { Elbv2 } from './aws/elbv2/elbv2';
import { HealthProbe } from './aws/elbv2/probe';
import { EmulatedAccount } from './aws/emulated-account';
import { EventTargets } from './aws/events/delivery';
import { Events } from './aws/events/events';
import { LambdaService, lambdaService } from './aws/lambda/lambda-service';
import { Logs } from './aws/logs/logs';
import { s3Service } from './aws/s3/s3-service';
import { SageMakerRuntime } from './aws/sagemaker/runtime/sagemaker-runtime';
import { SageMaker } from './aws/sagemaker/sagemaker';
import { Sns } from './aws/sns/sns';
import { ssmService } from './aws/ssm/ssm-service';
import { StatesService, statesService } from './aws/states/states-service';
import { stsService } from './aws/sts/sts-service';
import { WireServer } from './aws/wire/server';
import { Caller } from './aws/service';
import { Clock } from './clock';
import { held } from './clocks/waiting';
import { DeployEngine, StackEvent } from './deploy';
import { LambdaRuntime } from './lambda/lambda-runtime';
import { Network } from './network';
import { InterpreterRunner } from './run/interpreter-runner';
import { TaskRuntime } from './tasks';
import { TrafficCollector } from './traffic/collector';
import { TrafficFaults } from './traffic/faults';
import { HostCountsPublisher } from './traffic/host-counts';
import { Router } from './traffic/router';

export const REHEARSAL_REGION = 'eu-west-1';
export const REHEARSAL_ACCOUNT = '123456789012';

export interface StageProps {
  readonly clock: Clock;
  readonly network: Network;
  /** Runs the model servers. */
  readonly tasks: TaskRuntime;
  /** Seed of everything random. */
  readonly seed: number;
  readonly onStackEvent?: (stackName: string, event: StackEvent) => void;
  readonly onExecutionEvent?: (executionName: string, event: ExecutionEvent) => void;
  /**
   * Virtual milliseconds until the load balancer's metrics can be read.
   *
   * @default 60000 - they come once a minute and late (aws-facts §7)
   */
  readonly metricDelayMs?: number;
  /**
   * How the load balancer checks a target.
   *
   * @default - an HTTP request to the loopback port behind the target
   */
  readonly probe?: HealthProbe;
}

/** The whole emulated account with everything wired: what a rehearsal and the tests of whole releases play on. */
export class Stage {
  private constructor(
    readonly clock: Clock,
    readonly network: Network,
    readonly account: EmulatedAccount,
    readonly elb: Elbv2,
    readonly ecs: Ecs,
    readonly sagemaker: SageMaker,
    readonly cloudwatch: CloudWatch,
    readonly sns: Sns,
    readonly bedrock: BedrockRuntime,
    readonly functions: LambdaRuntime,
    readonly lambda: LambdaService,
    readonly states: StatesService,
    readonly engine: DeployEngine,
    readonly router: Router,
    readonly collector: TrafficCollector,
    readonly trafficFaults: TrafficFaults,
    private readonly server: WireServer,
    private readonly tasks: TaskRuntime,
  ) {}

  static async open(props: StageProps): Promise<Stage> {
    const { clock, network, tasks, seed } = props;
    const place = { region: REHEARSAL_REGION, accountId: REHEARSAL_ACCOUNT };
    const account = new EmulatedAccount({ clock, ...place });
    const server = await WireServer.start(account);
    const functions = new LambdaRuntime({ account, network, endpoint: server.endpoint });
    const lambda = lambdaService(account, functions);
    const elb = new Elbv2({ clock, network, probe: props.probe });
    const events = new Events({ clock, ...place, targets: eventTargets(account) });
    const { emit } = events;
    const publish = invokeAs(account, 'sns.amazonaws.com');
    const sns = new Sns({
      clock,
      accountId: REHEARSAL_ACCOUNT,
      invoke: (functionArn, payload, topicArn) => publish(functionArn, JSON.stringify(payload), topicArn),
    });
    const metricDelayMs = props.metricDelayMs ?? 60_000;
    const cloudwatch = new CloudWatch({ clock, ...place, targets: alarmTargets(account), emit, metricDelayMs });
    const ingest = cloudwatch.ingest.bind(cloudwatch);
    const logs = new Logs({ clock, ingest });
    const sagemaker = new SageMaker({ account, clock, network, runtime: tasks, ingest, seed, metricDelayMs });
    const surroundings = taskSurroundings(account, server.endpoint, sagemaker.runtime, logs);
    const ecs = new Ecs({ clock, runtime: tasks, targetGroups: elb, surroundings });
    const collector = new TrafficCollector({ clock, ingest, publishDelayMs: metricDelayMs });
    const trafficFaults = new TrafficFaults(seed);
    const router = new Router({
      routing: elb,
      network,
      observer: collector,
      faults: trafficFaults,
      seed,
      now: () => clock.now(),
    });
    new HostCountsPublisher({ clock, counts: () => elb.hostCounts(), ingest });
    const scaling = new ApplicationAutoScaling(ecs, sagemaker);
    sagemaker.scaling = scaling;
    const runner = new InterpreterRunner({ account, seed, onEvent: props.onExecutionEvent });
    const states = statesService(account, { runner, emit });
    const stacks = new StackRegistry();
    const bedrock = new BedrockRuntime();
    const services = [
      lambda,
      elb,
      ecs,
      sagemaker,
      sagemaker.runtime,
      sagemaker.featureStore,
      scaling,
      events,
      sns,
      cloudwatch,
      states,
      dynamoDbService(),
      logs,
      ssmService(),
      stsService(),
      s3Service(account.authorizer, emit),
      bedrock,
      cloudFormationService(stacks),
    ];
    for (const service of services) account.register(service);
    const engine = new DeployEngine({ account, registry: stacks, onEvent: props.onStackEvent });
    return new Stage(
      clock,
      network,
      account,
      elb,
      ecs,
      sagemaker,
      cloudwatch,
      sns,
      bedrock,
      functions,
      lambda,
      states,
      engine,
      router,
      collector,
      trafficFaults,
      server,
      tasks,
    );
  }

  /** Where SDK clients reach the account. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /** Ends everything that the stage started; harmless when called twice. */
  async close(): Promise<void> {
    this.states.executions.mute();
    this.clock.stop();
    await this.router.stop();
    await this.engine.close();
    await this.functions.stop();
    await this.tasks.stopAll();
    await this.sagemaker.runtime.stop();
    await this.server.close();
  }
}

/** Alarm actions call functions and topics as CloudWatch's service principals. */
function alarmTargets(account: EmulatedAccount): AlarmTargets {
  const invoke = invokeAs(account, 'lambda.alarms.cloudwatch.amazonaws.com');
  return {
    invoke: (functionArn, payload, alarmArn) => invoke(functionArn, JSON.stringify(payload), alarmArn),
    publish: async (topicArn, { subject, message }, alarmArn) => {
      const caller = serviceCaller('cloudwatch.amazonaws.com', alarmArn);
      await account.call('sns', 'Publish', { TopicArn: topicArn, Subject: subject, Message: message }, caller);
    },
  };
}

/** EventBridge calls functions and topics as its service principal, state machines as the target's role. */
function eventTargets(account: EmulatedAccount): EventTargets {
  return {
    invoke: invokeAs(account, 'events.amazonaws.com'),
    startExecution: async (stateMachineArn, input, roleArn) => {
      await account.call('states', 'StartExecution', { stateMachineArn, input }, { kind: 'role', roleArn });
    },
    publish: async (topicArn, message, ruleArn) => {
      const caller = serviceCaller('events.amazonaws.com', ruleArn);
      await account.call('sns', 'Publish', { TopicArn: topicArn, Message: message }, caller);
    },
  };
}

/** Containers call the account with a key of their task's role; what they print may hold metrics. */
function taskSurroundings(
  account: EmulatedAccount,
  endpoint: string,
  runtime: SageMakerRuntime,
  logs: Logs,
): TaskSurroundings {
  const { accessKeys, clock, region } = account;
  return {
    credentials: async (roleArn, taskArn) => {
      if (roleArn === undefined) return {};
      const session = taskArn.slice(taskArn.lastIndexOf('/') + 1); // as ECS names it
      const accessKeyId = accessKeys.accessKeyFor(roleArn, session);
      const runtimeEndpoint = await held(clock, () => runtime.elsewhere());
      return accountVariables({ endpoint, runtimeEndpoint, region, accessKeyId });
    },
    log: (logGroupName, line) => logs.receive(logGroupName, line),
  };
}

type InvokeFunction = (functionArn: string, payload: string, sourceArn: string) => Promise<void>;

/** Queues a payload for a function as a service principal. */
function invokeAs(account: EmulatedAccount, principal: string): InvokeFunction {
  return async (functionArn, payload, sourceArn) => {
    const input = { FunctionName: functionArn, InvocationType: 'Event', Payload: Buffer.from(payload) };
    await account.call('lambda', 'Invoke', input, serviceCaller(principal, sourceArn));
  };
}

function serviceCaller(principal: string, sourceArn: string): Caller {
  return { kind: 'service', principal, sourceArn };
}
