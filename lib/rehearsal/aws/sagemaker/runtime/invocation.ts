import type { InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { AwsError } from '../../service';
import { notEmulated } from '../errors';

/** Members of both operations, as they come over the wire. */
export interface Invocation extends Omit<InvokeEndpointCommandInput, 'Body'> {
  readonly Body?: Uint8Array;
}

/** Request and answer of an endpoint with instances, and of a serverless one (API reference; developer guide). */
const MOST_BYTES = 6_291_456;
const MOST_SERVERLESS_BYTES = 4_194_304;
const MOST_ATTRIBUTE_CHARACTERS = 1_024;

const NOT_EMULATED = {
  TargetModel: 'multi-model endpoints',
  TargetContainerHostname: 'endpoints of several containers',
  InferenceComponentName: 'inference components',
  EnableExplanations: 'explainers',
  SessionId: 'stateful sessions',
} as const;

/** Checks what does not depend on the endpoint. */
export function requireInvocation(input: Invocation): void {
  for (const [member, what] of Object.entries(NOT_EMULATED)) {
    if (input[member as keyof typeof NOT_EMULATED] !== undefined) throw notEmulated(what);
  }
  requireAttributes(input.CustomAttributes);
}

/** @throws ValidationError for anything but 1,024 visible US-ASCII characters and spaces */
function requireAttributes(attributes: string | undefined): void {
  if (attributes === undefined || areAttributes(attributes)) return;
  throw validationError(
    `CustomAttributes must have at most ${MOST_ATTRIBUTE_CHARACTERS} visible US-ASCII characters, got ${attributes.length}`,
  );
}

/** Whether SageMaker passes the attributes on, from the caller or from the model. */
export function areAttributes(attributes: string): boolean {
  return attributes.length <= MOST_ATTRIBUTE_CHARACTERS && /^[\x20-\x7e]*$/.test(attributes);
}

/** Too large a body is refused before the model sees it; both texts are AWS' (aws/sagemaker-python-sdk#171 and #4271). */
export function requireSize(bytes: number, isServerless: boolean, requestId: string): void {
  if (isServerless && bytes > MOST_SERVERLESS_BYTES) throw validationError(`Request ${requestId} has oversize body.`);
  if (bytes <= MOST_BYTES) return;
  throw new AwsError('RequestEntityTooLargeException', `HTTP content length exceeded ${MOST_BYTES} bytes.`, 413);
}

/** Whether an answer is too large to be handed on. */
export function isTooLarge(bytes: number, isServerless: boolean): boolean {
  return bytes > (isServerless ? MOST_SERVERLESS_BYTES : MOST_BYTES);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message, 400);
}
