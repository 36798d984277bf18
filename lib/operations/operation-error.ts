/** An error of a command, with value, rule and remedy; the command line prints its message and exits with 1. */
export class OperationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperationError';
  }
}

/** Remedies for errors of the SDK and of AWS that say what is wrong, but not what to do. By the error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'sign in (aws sso login), or pass --profile NAME, or set AWS_PROFILE',
  TokenProviderError: 'sign in again (aws sso login)',
  ExpiredTokenException: 'sign in again (aws sso login), or renew AWS_SESSION_TOKEN',
  ExpiredToken: 'sign in again (aws sso login), or renew AWS_SESSION_TOKEN',
  UnrecognizedClientException: 'AWS does not know these credentials; check --profile and AWS_ACCESS_KEY_ID',
  InvalidSignatureException: 'check AWS_SECRET_ACCESS_KEY, and the clock of this machine',
  AccessDeniedException: 'use a profile that has this permission',
  AccessDenied: 'use a profile that has this permission',
  ResourceNotFoundException: 'a part of the deployed model is missing; deploy it again',
  StateMachineDoesNotExist: 'the workflow of the deployed model is missing; deploy it again',
  LedgerConflict: 'another writer is busy; run the command again',
};

/** Codes of connections that failed before AWS could answer. */
const CONNECTION_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Any error as one that says what to do. */
export function explained(error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  const { name, message, code } = partsOf(error);
  return new OperationError(`${message}${remedyOf(name, message, code)}`, { cause: error });
}

function remedyOf(name: string, message: string, code: string): string {
  // The SDK throws a bare Error for this, so that only its text tells.
  if (message.includes('Region is missing')) return '; pass --region, or set AWS_REGION';
  if (CONNECTION_CODES.includes(code)) return '; check the network, --endpoint-url and --region';
  return Object.hasOwn(REMEDIES, name) ? `; ${REMEDIES[name]}` : '';
}

/** Several attempts to connect come as an AggregateError, which has a code and no message of its own. */
function partsOf(error: unknown): { name: string; message: string; code: string } {
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text = error.message.trim() === '' ? `${error.name} ${code}`.trim() : error.message.trim();
  const isBare = error.name === 'Error' || text.includes(error.name);
  return { name: error.name, message: (isBare ? text : `${error.name}: ${text}`).replace(/[.;]$/, ''), code };
}
