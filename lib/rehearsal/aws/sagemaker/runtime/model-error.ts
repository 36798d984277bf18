import { AwsError, CallPlace } from '../../service';

/** Characters of the model's own words that the error carries (inference: AWS cuts long ones too). */
const MOST_MESSAGE_CHARACTERS = 2_048;

const TIMED_OUT =
  'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.';

/**
 * The model's own failure. SageMaker answers 424, whatever the model's status was, and puts that into the body; the form of
 * the text is AWS' (aws/amazon-sagemaker-examples#407).
 *
 * @param status of the model's answer; 0 when there was none
 */
export function modelError(place: CallPlace, endpointName: string, status: number, text: string): AwsError {
  const { region, accountId } = place;
  const group = `/aws/sagemaker/Endpoints/${endpointName}`;
  const isClientError = status >= 400 && status < 500;
  const OriginalMessage = text.slice(0, MOST_MESSAGE_CHARACTERS);
  const received = `Received ${isClientError ? 'client' : 'server'} error (${status}) from primary with message "${OriginalMessage}".`;
  const logs = `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${accountId} for more information.`;
  return new AwsError('ModelError', `${received} ${logs}`, 424, {
    // The second code is from memory.
    ErrorCode: isClientError ? 'CLIENT_ERROR_FROM_MODEL' : 'INTERNAL_FAILURE_FROM_MODEL',
    LogStreamArn: `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
    OriginalStatusCode: status,
    OriginalMessage,
  });
}

/** The container was too slow, or nobody answered on its port. */
export function noAnswer(place: CallPlace, endpointName: string, timedOut: boolean, reason: string): AwsError {
  return modelError(place, endpointName, 0, timedOut ? TIMED_OUT : reason);
}
