import { createHash } from 'node:crypto';

/** Step Functions execution names have 80 characters at most (API reference of StartExecution). */
const MAX_LENGTH = 80;

/** Turns text into characters that an execution name may have, without dots, so that it is also a safe key and tag value. */
function sanitise(text: string): string {
  return text.replace(/[^A-Za-z0-9-_]+/g, '-');
}

/**
 * Name of the execution that a deploy starts, which is the release id: `<version>-<requestId>`. A long version is cut, never
 * the request id, which makes the name unique (names stay taken for 90 days).
 */
export function releaseIdOf(version: string, requestId: string): string {
  const suffix = `-${sanitise(requestId)}`.slice(0, MAX_LENGTH);
  return `${sanitise(version).slice(0, MAX_LENGTH - suffix.length)}${suffix}`;
}

/**
 * Name of the execution of a return. The same for everybody who asks while no release has begun or ended since, so that they all start
 * one; another one after a return that went back, because names stay taken.
 */
export function returnIdOf(
  version: string,
  live: { readonly releaseId: string },
  lastEnded: string | undefined,
): string {
  const key = createHash('sha256')
    .update(`${live.releaseId}/${lastEnded ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  return releaseIdOf(version, `back-${key}`);
}

/** Name of an execution: the last part of its ARN. */
export function executionNameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}
