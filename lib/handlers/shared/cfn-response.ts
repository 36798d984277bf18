/** Where CloudFormation waits, and what it identifies the request by. */
export interface CfnCallback {
  readonly responseUrl: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalResourceId: string;
  readonly physicalResourceId: string;
}

export interface CfnResult {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** The part of the global `fetch` that we use. */
export type Put = (
  url: string,
  init: { method: 'PUT'; body: string; headers: Record<string, string>; signal: AbortSignal },
) => Promise<{ ok: boolean; status: number }>;

const TRIES = 3;
const TIMEOUT_MS = 10_000;

/** The whole response is 4096 bytes at most (CloudFormation user guide); a reason of 1000 characters leaves room for the rest. */
const MAX_REASON_LENGTH = 1000;

/**
 * Answers CloudFormation. Answering twice is harmless: it takes the first. Throws when three tries failed; never names the
 * URL, which is a credential.
 */
export async function respond(callback: CfnCallback, result: CfnResult, put: Put): Promise<void> {
  const body = JSON.stringify({
    Status: result.status,
    Reason: (result.reason ?? 'done').slice(0, MAX_REASON_LENGTH),
    PhysicalResourceId: callback.physicalResourceId,
    StackId: callback.stackId,
    RequestId: callback.requestId,
    LogicalResourceId: callback.logicalResourceId,
    NoEcho: false,
    Data: result.data ?? {},
  });
  let failure = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    // The URL is signed for a request without content type.
    const init = {
      method: 'PUT' as const,
      body,
      headers: { 'content-type': '' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    try {
      const answer = await put(callback.responseUrl, init);
      if (answer.ok) return;
      failure = `status ${answer.status}`;
    } catch (error) {
      failure = error instanceof Error ? error.name : 'unknown error';
    }
  }
  throw new Error(
    `CloudFormation did not take the answer to ${callback.logicalResourceId} in ${TRIES} tries, last: ${failure}`,
  );
}
