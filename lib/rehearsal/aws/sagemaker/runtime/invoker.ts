import { randomUUID } from 'node:crypto';
import { LoopbackPools } from '../../../traffic/loopback-pools';
import { TrafficFaults } from '../../../traffic/faults';
import { AwsError, CallPlace } from '../../service';
import { Chosen, InstanceChooser } from './choose-instance';
import { callContainer, NoAnswer } from './container-call';
import { Invocation, requireInvocation, requireSize } from './invocation';
import { Invoked } from './invocation-metrics';
import { Outcome } from './invocation-minute';
import { ModelAnswer } from './model-answer';
import { modelError, noAnswer } from './model-error';
import { ServedInstance } from './served';

/** Idle connections are let go before any model server that we know does it (gateway lesson 1). */
const IDLE_MS = 600;

/** Headers of a container's request: those that both operations have, and nothing else of the caller's. */
const FORWARDED: Readonly<Record<string, keyof Invocation>> = {
  'content-type': 'ContentType',
  accept: 'Accept',
  'x-amzn-sagemaker-custom-attributes': 'CustomAttributes',
  'x-amzn-sagemaker-inference-id': 'InferenceId',
};

export interface InvokerProps {
  readonly place: CallPlace;
  readonly chooser: InstanceChooser;
  readonly count: (invoked: Invoked, outcome: Outcome) => void;
  /** What is made to go wrong, by name of the endpoint. */
  readonly faults: Pick<TrafficFaults, 'decide'>;
  /** Real milliseconds that a container has for its whole answer. */
  readonly modelTimeoutMs: number;
}

/** The part of an invocation that both operations share: from the request to the head of the model's answer. */
export class Invoker {
  private readonly pools = new LoopbackPools(IDLE_MS);

  constructor(private readonly props: InvokerProps) {}

  /** Throws as SageMaker does when there is no answer to read. */
  async open(input: Invocation): Promise<{ readonly chosen: Chosen; readonly answer: ModelAnswer }> {
    const { place, chooser } = this.props;
    const arrivedAt = performance.now();
    requireInvocation(input);
    const chosen = chooser.choose(input.EndpointName!, input.TargetVariant, place);
    const { instance, variant } = chosen;
    requireSize(input.Body?.byteLength ?? 0, variant.isServerless, randomUUID());
    if (instance === undefined) throw this.unavailable(chosen, arrivedAt);
    requireConcurrency(chosen);
    const release = instance.begin();
    const sentAt = performance.now();
    const end = (status: number | undefined): void => {
      release();
      const overheadMs = sentAt - arrivedAt;
      const modelMs = status === undefined ? undefined : performance.now() - sentAt;
      this.count(chosen, { status, modelMs, overheadMs });
    };
    try {
      await this.goWrong(chosen, end);
      const answer = await this.send(input, instance, end);
      return { chosen, answer };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      end(undefined);
      throw noAnswer(place, input.EndpointName!, error.timedOut, error.message);
    }
  }

  /** Stands in for a container that fails, cuts the connection, or is slow. */
  private async goWrong({ endpoint }: Chosen, end: (status: number) => void): Promise<void> {
    const { place, faults } = this.props;
    const fault = faults.decide(endpoint.name);
    if (fault === undefined) return;
    if (fault.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault.cut) throw new NoAnswer(false, 'the container closed the connection');
    if (!fault.fail) return;
    end(500);
    throw modelError(place, endpoint.name, 500, '{"error":"injected by the rehearsal"}');
  }

  /** Ends the connections to containers. */
  stop(): void {
    this.pools.destroy();
  }

  private async send(
    input: Invocation,
    { port }: ServedInstance,
    end: (status?: number) => void,
  ): Promise<ModelAnswer> {
    const { modelTimeoutMs } = this.props;
    if (port === undefined) throw new NoAnswer(false, 'nothing listens on the port of the container');
    const deadline = performance.now() + modelTimeoutMs;
    const response = await callContainer({
      agent: this.pools.to(port),
      port,
      headers: forwarded(input),
      body: input.Body ?? new Uint8Array(),
      timeoutMs: modelTimeoutMs,
    });
    return new ModelAnswer(response, Math.max(1, deadline - performance.now()), end);
  }

  private unavailable(chosen: Chosen, arrivedAt: number): AwsError {
    this.count(chosen, { overheadMs: performance.now() - arrivedAt });
    return new AwsError('ServiceUnavailable', 'No instance of the variant is in service.', 503);
  }

  private count({ endpoint, variant }: Chosen, outcome: Omit<Outcome, 'instances'>): void {
    const invoked = { endpointName: endpoint.name, variantName: variant.name, configName: endpoint.configName };
    const instances = variant.isServerless ? undefined : variant.instances.length;
    this.props.count(invoked, { ...outcome, instances });
  }
}

/** A serverless variant answers so many requests at once, and throttles the others (developer guide; text (memory)). */
function requireConcurrency({ variant, instance }: Chosen): void {
  const { maxConcurrency: limit } = variant;
  if (limit === undefined || instance === undefined || instance.inFlight < limit) return;
  throw new AwsError('ThrottlingException', 'Rate exceeded', 429);
}

function forwarded(input: Invocation): Record<string, string> {
  const headers = Object.entries(FORWARDED).flatMap(([header, member]) => {
    const value = input[member];
    return typeof value === 'string' ? [[header, value]] : [];
  });
  return { ...Object.fromEntries(headers), 'content-length': String(input.Body?.byteLength ?? 0) } as Record<
    string,
    string
  >;
}
