import { InvokeEndpointCommandOutput, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ModelRequest } from '../../../contract';
import { SmokeAnswer } from '../../../core/smoke';
import { messageOf, nameOf } from '../errors';
import { variantCommand, ModelError, TargetVariant } from '../variant-command';
import { Answering } from './answering';

export type SageMakerRuntime = Pick<SageMakerRuntimeClient, 'send'>;

/** Sends a request to a variant by the variant's name. */
export async function invokeAnswer(
  { sageMakerRuntime, stopwatch }: Pick<Answering, 'sageMakerRuntime' | 'stopwatch'>,
  target: TargetVariant,
  request: ModelRequest,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  const command = variantCommand(target, request.headers, new TextEncoder().encode(request.body ?? ''));
  const abortSignal = AbortSignal.timeout(timeoutMs);
  const started = stopwatch();
  try {
    const answer = await sageMakerRuntime.send(command, { abortSignal });
    const latencyMs = stopwatch() - started;
    const { httpStatusCode: status = 200 } = answer.$metadata;
    return {
      kind: 'answer',
      status,
      latencyMs,
      body: new TextDecoder().decode(answer.Body),
      headers: headersOf(answer),
    };
  } catch (error) {
    const latencyMs = stopwatch() - started;
    const { OriginalStatusCode: status, OriginalMessage: body = '' } = error as ModelError;
    if (nameOf(error) === 'ModelError' && status !== undefined)
      return { kind: 'answer', status, latencyMs, body, headers: {} };
    const reason = abortSignal.aborted
      ? `no answer within ${timeoutMs} ms`
      : `no answer: ${nameOf(error)}: ${messageOf(error)}`;
    return { kind: 'failed', error: reason, latencyMs };
  }
}

/** What SageMaker hands on of the container's headers, by the names that they have over HTTP. */
function headersOf({ ContentType, CustomAttributes }: InvokeEndpointCommandOutput): Readonly<Record<string, string>> {
  return {
    ...(ContentType === undefined ? {} : { 'content-type': ContentType }),
    ...(CustomAttributes === undefined ? {} : { 'x-amzn-sagemaker-custom-attributes': CustomAttributes }),
  };
}
