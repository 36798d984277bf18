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

/** Name of an execution: the last part of its ARN. */
export function executionNameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}
