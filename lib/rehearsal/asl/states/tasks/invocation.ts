import { requirePayload } from '../../execution/data-flow';
import { LambdaInvocationError } from '../../execution/lambda';
import { Visit } from '../../execution/scope';
import { StateFailure, runtimeFailure } from '../../failure';
import { Json, isJsonObject, member } from '../../json';
import { TaskWork } from './task-work';

/** `lambda:invoke`: the answer in the envelope of the service integration. */
export function invocationOf(parameters: Json, { runtime }: Visit): TaskWork {
  const functionArn = isJsonObject(parameters) ? member(parameters, 'FunctionName') : undefined;
  if (typeof functionArn !== 'string') {
    throw runtimeFailure(`FunctionName must be a string, got ${JSON.stringify(functionArn)}`);
  }
  const payload = (isJsonObject(parameters) ? member(parameters, 'Payload') : undefined) ?? {};
  const run = async (signal: AbortSignal): Promise<Json> => {
    try {
      const answer = await runtime.invokeLambda(functionArn, payload, signal);
      return requirePayload({
        ExecutedVersion: '$LATEST',
        Payload: answer.payload,
        SdkHttpMetadata: { HttpStatusCode: 200 },
        StatusCode: 200,
      });
    } catch (error) {
      if (error instanceof LambdaInvocationError) throw new StateFailure(error.errorType, error.cause);
      throw error;
    }
  };
  return { of: functionArn, run };
}
