import { AwsError, CallPlace } from '../../service';
import { EventStream, StreamEvent } from '../../wire/event-stream';
import { NoAnswer } from './container-call';
import { areAttributes, Invocation, isTooLarge } from './invocation';
import { Chosen } from './choose-instance';
import { Invoker } from './invoker';
import { ModelAnswer } from './model-answer';
import { modelError, noAnswer } from './model-error';

/** The two operations that invoke an endpoint. InvokeEndpointAsync is not emulated. */
export const INVOCATIONS = ['InvokeEndpoint', 'InvokeEndpointWithResponseStream'] as const;

/** What both operations of the runtime do with a request that may be made. */
export class Invocations {
  constructor(
    private readonly place: CallPlace,
    private readonly invoker: Invoker,
  ) {}

  perform(operation: (typeof INVOCATIONS)[number], input: Invocation): Promise<object> {
    return operation === 'InvokeEndpoint' ? this.invoke(input) : this.invokeWithStream(input);
  }

  private async invoke(input: Invocation): Promise<object> {
    const { chosen, answer } = await this.invoker.open(input);
    const body = await this.wholeBody(answer, input);
    if (isTooLarge(body.byteLength, chosen.variant.isServerless)) {
      throw modelError(
        this.place,
        input.EndpointName!,
        answer.status,
        `the answer has ${body.byteLength} bytes, which are too many`,
      );
    }
    return { Body: body, ...headersOf(answer, chosen) };
  }

  private async invokeWithStream(input: Invocation): Promise<object> {
    const { chosen, answer } = await this.invoker.open(input);
    if (!answer.isSuccess) await this.wholeBody(answer, input);
    return { Body: eventsOf(answer), ...headersOf(answer, chosen) };
  }

  /** Reads an answer to its end; throws ModelError when the model failed. */
  private async wholeBody(answer: ModelAnswer, { EndpointName }: Invocation): Promise<Buffer> {
    const { place } = this;
    const body = await answer.body().catch((error: unknown) => {
      throw error instanceof NoAnswer ? noAnswer(place, EndpointName!, error.timedOut, error.message) : error;
    });
    if (answer.isSuccess) return body;
    throw modelError(place, EndpointName!, answer.status, body.toString('utf8'));
  }
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
