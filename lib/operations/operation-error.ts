import { messageOf, nameOf } from '../handlers/shared/errors';

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

/** Codes of connections that failed before AWS could answer; the SDK sometimes wraps the error, then only the text has them. */
const CONNECTION_FAILED = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

/** Any error as one that says what to do. */
export function explained(error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  const text = textOf(error);
  return new OperationError(`${text}${remedyOf(nameOf(error), text)}`, { cause: error });
}

function remedyOf(name: string, text: string): string {
  // The SDK throws a bare Error for this, so that only its text tells.
  if (text.includes('Region is missing')) return '; pass --region, or set AWS_REGION';
  if (CONNECTION_FAILED.test(text)) return '; check the network, --endpoint-url and --region';
  return Object.hasOwn(REMEDIES, name) ? `; ${REMEDIES[name]}` : '';
}

/** Name and message. Several attempts to connect come as an AggregateError, which has a code instead of a message. */
function textOf(error: unknown): string {
  const name = nameOf(error);
  const code = (error as { code?: unknown } | undefined)?.code;
  const message = messageOf(error).trim().replace(/[.;]$/, '');
  if (message === '') return typeof code === 'string' ? `${name} ${code}` : name;
  return name === 'Error' || name === 'UnknownError' || message.includes(name) ? message : `${name}: ${message}`;
}
