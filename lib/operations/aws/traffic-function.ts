import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { EmergencyEvent, EmergencyResult } from '../../contract';
import { Connection } from '../connection';
import { OperationError } from '../operation-error';
import { DeployedModel } from './deployed-model';

const result: z.ZodType<EmergencyResult> = z.object({
  action: z.enum(['rolled-back', 'held', 'ignored']),
  reason: z.string(),
  weights: z.object({ blue: z.number(), green: z.number() }),
});

const failure = z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() });

/** Asks the model's traffic function to move all traffic back, and waits for its answer. Throws when the function fails. */
export async function callEmergencyRollback(
  { trafficFunctionName, region }: DeployedModel,
  connection: Connection,
  event: EmergencyEvent,
): Promise<EmergencyResult> {
  const lambda = new LambdaClient({ ...connection, region });
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: trafficFunctionName, Payload: JSON.stringify(event) }),
  );
  const payload: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError !== undefined) {
    const { errorType = FunctionError, errorMessage = 'no message' } = failure.parse(payload);
    throw new OperationError(
      `${trafficFunctionName} failed with ${errorType}: ${errorMessage}; run the command again, repeating it is harmless`,
    );
  }
  const answer = result.safeParse(payload);
  if (answer.success) return answer.data;
  throw new OperationError(
    `${trafficFunctionName} must answer with action, reason and weights, got ${JSON.stringify(payload)}; look at the ` +
      "traffic with bluegreen status, and use the command line of the model's own release of this package",
  );
}
