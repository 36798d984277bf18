import { AccessKeys } from '../access-keys';
import { AwsError, Caller } from '../service';

// AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, SignedHeaders=…, Signature=…
const CREDENTIAL = /^AWS4-\S+ Credential=(?<key>[^/]+)\/\d{8}\/[^/]+\/(?<service>[^/]+)\/aws4_request\b/;

/**
 * Reads the credential scope. The signature itself is verified by SageMaker's runtime only, where our gateway signs: the keys
 * are dummies, and nothing but the loopback reaches us.
 */
export function readSignature(authorization: string | undefined): { key: string; signingName: string } {
  const { key, service } = CREDENTIAL.exec(authorization ?? '')?.groups ?? {};
  if (key === undefined || service === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  return { key, signingName: service };
}

/** Throws UnrecognizedClientException for a key that the rehearsal never handed out. */
export function callerOf(keys: AccessKeys, key: string): Caller {
  const caller = keys.callerOf(key);
  if (caller === undefined) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  }
  return caller;
}
