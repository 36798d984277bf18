import { Clock } from '../../../clock';
import { Network } from '../../../network';
import { MetricData } from '../../cloudwatch/metric-store';
import { AuthorizationRequest, AwsError, CallContext, EmulatedService, Operation } from '../../service';
import { EventStream, StreamEvent } from '../../wire/event-stream';
import { SAGEMAKER_RUNTIME } from '../../wire/service-name';
import { onResource } from '../permissions';
import { EndpointRecord } from '../records';
import { Shelf } from '../state';
import { Chosen, InstanceChooser } from './choose-instance';
import { NoAnswer } from './container-call';
import { areAttributes, Invocation, isTooLarge } from './invocation';
import { InvocationMetrics } from './invocation-metrics';
import { Invoker } from './invoker';
import { ModelAnswer } from './model-answer';
import { modelError, noAnswer } from './model-error';

/** Longest answer to a request that a container has (API reference, `InvokeEndpoint`). */
const MODEL_TIMEOUT_MS = 60_000;

export interface SageMakerRuntimeProps {
  readonly clock: Clock;
  readonly network: Network;
  readonly endpoints: Shelf<EndpointRecord>;
  readonly ingest: (data: MetricData) => void;
  readonly seed: number;
  readonly metricDelayMs?: number;
  /** Real milliseconds. @default 60000 */
  readonly modelTimeoutMs?: number;
}

/**
 * Emulated `runtime.sagemaker`: requests go to the real model processes of an endpoint's instances, signed as AWS wants them.
 * Latencies and time limits are real time, as the models' work is. InvokeEndpointAsync answers 501.
 */
export class SageMakerRuntime implements EmulatedService {
  readonly signingName = SAGEMAKER_RUNTIME;
  readonly protocol = 'rest-json';
  readonly verifiesSignature = true;
  readonly validationCode = 'ValidationError';
  readonly operations: Readonly<Record<string, Operation>>;
  private readonly invoker: Invoker;

  constructor({ network, endpoints, seed, modelTimeoutMs, ...props }: SageMakerRuntimeProps) {
    this.invoker = new Invoker({
      network,
      chooser: new InstanceChooser(endpoints, seed),
      metrics: new InvocationMetrics(props),
      modelTimeoutMs: modelTimeoutMs ?? MODEL_TIMEOUT_MS,
    });
    const common = { required: ['EndpointName', 'Body'], authorize, traffic: true };
    this.operations = {
      InvokeEndpoint: { ...common, handle: (input: Invocation, context) => this.invoke(input, context) },
      InvokeEndpointWithResponseStream: {
        ...common,
        handle: (input: Invocation, context) => this.invokeWithStream(input, context),
      },
    };
  }

  /** Ends the connections to containers. */
  stop(): void {
    this.invoker.stop();
  }

  private async invoke(input: Invocation, context: CallContext): Promise<object> {
    const { chosen, answer } = await this.invoker.open(input, context);
    const body = await wholeBody(answer, input, context);
    if (isTooLarge(body.byteLength, chosen.variant.isServerless)) {
      throw modelError(
        context,
        input.EndpointName!,
        answer.status,
        `the answer has ${body.byteLength} bytes, which are too many`,
      );
    }
    return { Body: body, ...headersOf(answer, chosen) };
  }

  private async invokeWithStream(input: Invocation, context: CallContext): Promise<object> {
    const { chosen, answer } = await this.invoker.open(input, context);
    if (!answer.isSuccess) await wholeBody(answer, input, context);
    return { Body: eventsOf(answer), ...headersOf(answer, chosen) };
  }
}

/** Both operations need `sagemaker:InvokeEndpoint` (API reference, `InvokeEndpointWithResponseStream`). */
function authorize({ EndpointName }: Invocation, context: CallContext): readonly AuthorizationRequest[] {
  return [onResource('InvokeEndpoint', context, 'endpoint', EndpointName!)];
}

/** Reads an answer to its end; throws ModelError when the model failed. */
async function wholeBody(answer: ModelAnswer, { EndpointName }: Invocation, context: CallContext): Promise<Buffer> {
  const body = await answer.body().catch((error: unknown) => {
    throw error instanceof NoAnswer ? noAnswer(context, EndpointName!, error.timedOut, error.message) : error;
  });
  if (answer.isSuccess) return body;
  throw modelError(context, EndpointName!, answer.status, body.toString('utf8'));
}

function eventsOf(answer: ModelAnswer): EventStream {
  return { [Symbol.asyncIterator]: () => payloadParts(answer), cancel: () => answer.cancel() };
}

async function* payloadParts(answer: ModelAnswer): AsyncGenerator<StreamEvent> {
  try {
    for await (const payload of answer.parts()) yield { type: 'PayloadPart', payload };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const ErrorCode = error.timedOut ? 'ModelInvocationTimeExceeded' : 'StreamBroken';
    throw new AwsError('ModelStreamError', error.message, 400, { ErrorCode });
  }
}

/** Custom attributes that break their own rule are not handed on (inference). */
function headersOf(answer: ModelAnswer, { variant }: Chosen): object {
  const attributes = answer.header('x-amzn-sagemaker-custom-attributes');
  return {
    ContentType: answer.header('content-type'),
    CustomAttributes: attributes !== undefined && areAttributes(attributes) ? attributes : undefined,
    InvokedProductionVariant: variant.name,
  };
}
