import { ENVIRONMENT_HEADER, EnvironmentName } from '../../../contract';
import { nameOf } from '../errors';
import { ModelError, variantCommand } from '../variant-command';
import { Fetch, ShardContext } from './context';

/** Statuses of a server, or of what stands before it, that has no time; any other is the model's answer. */
const BUSY = [429, 502, 503, 504];

/** 0.2 + 0.4 + 0.8 … s, up to 5 s, between tries. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** What is sent to an environment. */
export interface EnvironmentRequest {
  readonly path: string;
  readonly method: string;
  readonly contentType: string;
  readonly headers?: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** A whole answer. */
export interface WholeAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/** Tries until somebody answers who has time, and pauses between tries. */
export async function untilAnswered<Answer extends { readonly status: number }>(
  { pause }: Pick<ShardContext, 'pause'>,
  attempts: number,
  send: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send();
    const isFinal = answer !== undefined && !BUSY.includes(answer.status);
    if (isFinal || attempt >= attempts) return answer;
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/** By the test listener, whose header selects the environment. */
export function fetchFrom(
  { fetch, testEndpoint }: Pick<ShardContext, 'fetch' | 'testEndpoint'>,
  environment: EnvironmentName,
  { path, method, contentType, headers, body }: EnvironmentRequest,
  signal: AbortSignal,
): ReturnType<Fetch> {
  return fetch(urlOf(path, testEndpoint()), {
    method,
    // Last, so that no item can choose its environment.
    headers: { 'content-type': contentType, ...headers, [ENVIRONMENT_HEADER]: environment },
    body,
    redirect: 'manual',
    signal,
  });
}

/** Paths may come from a file: `//host/` would be another server. */
function urlOf(path: string, endpoint: string): string {
  const url = new URL(path, endpoint);
  if (url.origin === new URL(endpoint).origin) return url.href;
  throw new Error(`the path of an item must start with a single /, got "${path}"; correct it in the golden set`);
}

/** By the name of the variant, which gets the requests that name it whatever its weight. Undefined when nothing answered. */
export async function invokeVariant(
  { sageMakerRuntime }: Pick<ShardContext, 'sageMakerRuntime'>,
  { endpointName, environment }: { readonly endpointName: string; readonly environment: EnvironmentName },
  { contentType, body }: Pick<EnvironmentRequest, 'contentType' | 'body'>,
  abortSignal: AbortSignal,
): Promise<WholeAnswer | undefined> {
  const target = { endpointName, variantName: environment };
  const command = variantCommand(target, { 'content-type': contentType }, Buffer.from(body));
  try {
    const { Body, ContentType, $metadata } = await sageMakerRuntime.send(command, { abortSignal });
    const text = new TextDecoder().decode(Body);
    const status = $metadata.httpStatusCode ?? 200;
    return { status, body: text, ...(ContentType === undefined ? {} : { contentType: ContentType }) };
  } catch (error) {
    const { OriginalStatusCode: status } = error as ModelError;
    return nameOf(error) === 'ModelError' && status !== undefined ? { status, body: '' } : undefined;
  }
}
