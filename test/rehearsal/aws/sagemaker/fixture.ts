import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { REHEARSAL_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../../../lib/rehearsal/aws/access-keys';
import { MetricData } from '../../../../lib/rehearsal/aws/cloudwatch/metric-store';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { SageMaker, SageMakerProps } from '../../../../lib/rehearsal/aws/sagemaker/sagemaker';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { Clock } from '../../../../lib/rehearsal/clock';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { Network } from '../../../../lib/rehearsal/network';
import { TaskRuntime } from '../../../../lib/rehearsal/tasks';
import { LoopbackTasks } from '../../support/loopback-tasks';

export const START = Date.parse('2026-01-01T00:00:00Z');
export const INSTANCE_START_MS = 240_000;
const MINUTE_MS = 60_000;
export const ROLE = 'arn:aws:iam::123456789012:role/model';
const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

type Options = Partial<SageMakerProps> & {
  /** @default - tasks in this process, which do what their image's name says */
  readonly tasks?: (clock: Clock, network: Network) => TaskRuntime;
};

/** SageMaker in an account with one role, behind the wire. A virtual clock stands (almost) still outside `pass`. */
export class SageMakerFixture {
  readonly data: MetricData[] = [];
  private readonly clients: { destroy(): void }[] = [];

  private constructor(
    readonly clock: Clock,
    readonly network: Network,
    readonly tasks: TaskRuntime,
    readonly account: EmulatedAccount,
    readonly emulated: SageMaker,
    readonly wire: WireServer,
    private resume: () => void,
  ) {}

  static async open({ tasks, clock = new VirtualClock(START), ...props }: Options = {}): Promise<SageMakerFixture> {
    const network = new Network();
    const runtime = tasks?.(clock, network) ?? new LoopbackTasks(network);
    const account = new EmulatedAccount({ clock });
    account.roles.create('model', JSON.stringify(TRUST), '/', new Date(START));
    const ingest = (data: MetricData) => void fixture.data.push(data);
    const common = { account, clock, network, runtime, ingest, seed: 1, instanceStartMs: INSTANCE_START_MS };
    const emulated = new SageMaker({ ...common, ...props });
    account.register(emulated);
    account.register(emulated.runtime);
    const wire = await WireServer.start(account);
    const fixture = new SageMakerFixture(clock, network, runtime, account, emulated, wire, clock.hold());
    return fixture;
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    this.clock.stop();
    await this.tasks.stopAll();
    await this.emulated.runtime.stop();
    await this.wire.close();
  }

  /** Tasks that run in this process. */
  get loopback(): LoopbackTasks {
    return this.tasks as LoopbackTasks;
  }

  client(accessKeyId = REHEARSAL_ACCESS_KEY): SageMakerClient {
    const client = new SageMakerClient(this.config(accessKeyId));
    this.clients.push(client);
    return client;
  }

  config(accessKeyId = REHEARSAL_ACCESS_KEY) {
    const credentials = { accessKeyId, secretAccessKey: SECRET_ACCESS_KEY };
    return { region: 'eu-west-1', endpoint: this.wire.endpoint, credentials, maxAttempts: 1 };
  }

  /** For clients of the runtime, which has an endpoint of its own. */
  async runtimeConfig(accessKeyId = REHEARSAL_ACCESS_KEY) {
    return { ...this.config(accessKeyId), endpoint: await this.emulated.runtime.elsewhere() };
  }

  /** Lets so much virtual time pass. */
  async pass(minutes: number): Promise<void> {
    await this.emulated.runtime.settled();
    this.resume();
    await this.clock.sleep(minutes * MINUTE_MS);
    this.resume = this.clock.hold();
  }

  /** Lets time pass until an endpoint is in service. */
  async untilInService(client: SageMakerClient, EndpointName: string): Promise<void> {
    while ((await client.describeEndpoint({ EndpointName })).EndpointStatus !== 'InService') await this.pass(0.5);
  }

  /** Lets time pass until a model that died answers: its container is started again at its time, and a real process then needs some more. */
  async untilAgain(answers: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      await this.pass(1.5);
      if (await answers()) return;
    }
    throw new Error('the model must answer again, and never did');
  }

  /** A model and a configuration of one variant that runs it. */
  async prepare(client: SageMakerClient, name: string, more: { image?: string; count?: number } = {}): Promise<void> {
    await client.createModel(modelInput(name, more.image));
    await client.createEndpointConfig(configInput(name, name, more.count));
  }

  /** An endpoint that is in service. */
  async serve(client: SageMakerClient, endpoint: string, name: string, more: { image?: string; count?: number } = {}) {
    await this.prepare(client, name, more);
    await client.createEndpoint({ EndpointName: endpoint, EndpointConfigName: name });
    await this.pass(5);
  }
}

export function modelInput(ModelName: string, Image = 'serve') {
  return { ModelName, ExecutionRoleArn: ROLE, PrimaryContainer: { Image, Environment: { MODEL_VERSION: ModelName } } };
}

export function configInput(EndpointConfigName: string, ModelName: string, InitialInstanceCount = 1) {
  return {
    EndpointConfigName,
    ProductionVariants: [{ ...VARIANT, ModelName, InitialInstanceCount }],
  };
}

export const VARIANT = { VariantName: 'AllTraffic', InstanceType: 'ml.m5.large' } as const;

/** The error's name and message, or undefined when the call succeeds. */
export async function refusal(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
