import { BundledFunctions } from './bundled-functions';
import { Clients, clientsFor } from './clients';
import { DeployAnswer, DeployCallbacks } from './deploy-callbacks';
import { AwsStandIn } from './aws-stand-in';
import { FrontProxy } from './front-proxy';
import { MotoServer, startMoto } from './moto-server';

/** moto with everything around it that it needs to run our functions and workflow. */
export class IndependentAws {
  readonly functions: BundledFunctions = new BundledFunctions(() => this.proxy.endpoint);
  readonly proxy: FrontProxy = new FrontProxy(
    (name, payload) => this.functions.invoke(name, payload),
    (call, answer) => this.standIn.correct(call, answer),
  );
  private readonly standIn: AwsStandIn = new AwsStandIn((region) => this.clients(region).elb);
  private readonly callbacks = new DeployCallbacks();
  private readonly clientsByRegion = new Map<string, Clients>();
  private moto: MotoServer | undefined;

  static async start(): Promise<IndependentAws> {
    const aws = new IndependentAws();
    await Promise.all([aws.proxy.listen(), aws.callbacks.listen()]);
    try {
      aws.moto = await startMoto(aws.proxy.port);
    } catch (error) {
      await aws.stop();
      throw error;
    }
    aws.proxy.forwardTo(aws.moto.port);
    return aws;
  }

  /** Regions share nothing in moto: each can be a world of its own. */
  clients(region: string): Clients {
    const known = this.clientsByRegion.get(region);
    if (known !== undefined) return known;
    const clients = clientsFor(`http://127.0.0.1:${this.moto?.port ?? 0}`, region);
    this.clientsByRegion.set(region, clients);
    return clients;
  }

  /** Runs a function; throws its error. */
  async call<Result>(functionName: string, event: unknown, now?: number): Promise<Result> {
    const { ok, payload } = await this.functions.invoke(functionName, JSON.stringify(event), now);
    if (ok) return JSON.parse(payload) as Result;
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType: string; errorMessage: string };
    throw Object.assign(new Error(errorMessage), { name: errorType });
  }

  /** Sends a custom resource request as CloudFormation does, and waits for its answer. */
  async deploy(functionName: string, request: CustomResourceRequest): Promise<DeployAnswer> {
    return (await this.request(functionName, request)).answer;
  }

  /** Sends a custom resource request; its answer may come later, or (in a test) never. */
  async request(
    functionName: string,
    request: CustomResourceRequest,
  ): Promise<{ readonly answer: Promise<DeployAnswer> }> {
    const { url, answer } = this.callbacks.open();
    const ids = { StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Contract/1', RequestId: 'request' };
    await this.call(functionName, { ResponseURL: url, LogicalResourceId: 'Resource', ...ids, ...request });
    return { answer };
  }

  async stop(): Promise<void> {
    for (const clients of this.clientsByRegion.values()) clients.destroy();
    await Promise.all([this.functions.stop(), this.proxy.stop(), this.callbacks.stop(), this.moto?.stop()]);
  }
}

export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: object;
  readonly OldResourceProperties?: object;
  readonly PhysicalResourceId?: string;
  /** @default - a stack that does not exist */
  readonly StackId?: string;
  /** @default request */
  readonly RequestId?: string;
}
