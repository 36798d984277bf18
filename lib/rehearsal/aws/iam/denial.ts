import { AuthorizationRequest, AwsError, EmulatedService } from '../service';

/** Which kind of policy spoke against a request, or failed to speak for it. */
export type DenialCause = 'identity' | 'resource' | 'explicit-deny';

/** The text of IAM's "access denied" errors, as in its troubleshooting guide. */
export function notAuthorizedMessage(
  who: string,
  { action, resource }: AuthorizationRequest,
  cause: DenialCause,
): string {
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${because(action, cause)}`;
}

function because(action: string, cause: DenialCause): string {
  switch (cause) {
    case 'identity':
      return `because no identity-based policy allows the ${action} action`;
    case 'resource':
      return `because no resource-based policy allows the ${action} action`;
    case 'explicit-deny':
      return 'with an explicit deny in an identity-based policy';
    default:
      throw new Error(`unknown cause ${String(cause satisfies never)}`);
  }
}

/**
 * The error in the words of the service's protocol: AccessDenied with 403 in query services, AccessDeniedException with 400 in
 * JSON ones and 403 in REST ones. SNS says AuthorizationError (SNS API reference, common errors).
 */
export function accessDenied(service: EmulatedService, message: string): AwsError {
  if (service.signingName === 'sns') return new AwsError('AuthorizationError', message, 403);
  switch (service.protocol) {
    case 'query':
    case 'rest-xml':
      return new AwsError('AccessDenied', message, 403);
    case 'json-1.0':
    case 'json-1.1':
      return new AwsError('AccessDeniedException', message, 400);
    case 'rest-json':
      return new AwsError('AccessDeniedException', message, 403);
    default:
      throw new Error(`unknown protocol ${String(service.protocol satisfies never)}`);
  }
}
