import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { ENVIRONMENT_HEADER, EnvironmentName, GoldenSetSpec } from '../../contract';
import { GoldenRequest } from '../../core/golden/item';
import { GoldenAnswer } from '../../core/golden/judge-item';
import { nameOf } from '../shared/errors';
import { GoldenSetContext } from './context';

/** Statuses of a server, or of what stands before it, that has no time; any other is the model's answer. */
const BUSY = [429, 502, 503, 504];

/** 0.2 + 0.4 + 0.8 … s, up to 5 s, between tries. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** The answer of an environment to an item, or undefined when there was none. */
export async function answerTo(
  context: GoldenSetContext,
  spec: GoldenSetSpec,
  environment: EnvironmentName,
  request: GoldenRequest,
): Promise<GoldenAnswer | undefined> {
  for (let attempt = 1; ; attempt++) {
    const answer = await sentOnce(context, spec, environment, request);
    const isFinal = answer !== undefined && !BUSY.includes(answer.status);
    if (isFinal || attempt >= spec.attempts) return answer;
    await context.pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

async function sentOnce(
  context: GoldenSetContext,
  spec: GoldenSetSpec,
  environment: EnvironmentName,
  request: GoldenRequest,
): Promise<GoldenAnswer | undefined> {
  const { endpointName } = context;
  const signal = AbortSignal.timeout(spec.timeoutMs);
  return endpointName === undefined
    ? fetched(context, spec, environment, request, signal)
    : invoked(context, { endpointName, variantName: environment }, request, signal);
}

async function fetched(
  { fetch, testEndpoint }: GoldenSetContext,
  { path, headers }: GoldenSetSpec,
  environment: EnvironmentName,
  request: GoldenRequest,
  signal: AbortSignal,
): Promise<GoldenAnswer | undefined> {
  const url = urlOf(request.path ?? path, testEndpoint());
  try {
    const response = await fetch(url, {
      method: request.method ?? 'POST',
      // Last, so that no item can choose its environment.
      headers: { 'content-type': request.contentType, ...headers, [ENVIRONMENT_HEADER]: environment },
      body: bodyOf(request),
      redirect: 'manual',
      signal,
    });
    const contentType = response.headers.get('content-type') ?? undefined;
    const body = await response.text();
    return { status: response.status, body, ...(contentType === undefined ? {} : { contentType }) };
  } catch {
    return undefined; // late, cut off or refused: counted as an error of that side
  }
}

/** Paths may come from a file: `//host/` would be another server. */
function urlOf(path: string, endpoint: string): string {
  const url = new URL(path, endpoint);
  if (url.origin === new URL(endpoint).origin) return url.href;
  throw new Error(`the path of an item must start with a single /, got "${path}"; correct it in the golden set`);
}

/** By the name of the variant, which gets the requests that name it whatever its weight. */
async function invoked(
  { sageMakerRuntime }: GoldenSetContext,
  { endpointName, variantName }: { readonly endpointName: string; readonly variantName: EnvironmentName },
  request: GoldenRequest,
  abortSignal: AbortSignal,
): Promise<GoldenAnswer | undefined> {
  const command = new InvokeEndpointCommand({
    EndpointName: endpointName,
    TargetVariant: variantName,
    ContentType: request.contentType,
    Body: Buffer.from(bodyOf(request)),
  });
  try {
    const { Body, ContentType, $metadata } = await sageMakerRuntime.send(command, { abortSignal });
    const body = new TextDecoder().decode(Body);
    const status = $metadata.httpStatusCode ?? 200;
    return { status, body, ...(ContentType === undefined ? {} : { contentType: ContentType }) };
  } catch (error) {
    const { OriginalStatusCode: status } = error as { readonly OriginalStatusCode?: number };
    return nameOf(error) === 'ModelError' && status !== undefined ? { status, body: '' } : undefined;
  }
}

function bodyOf({ body, encoding }: GoldenRequest): string | Uint8Array<ArrayBuffer> {
  return encoding === 'base64' ? Uint8Array.from(Buffer.from(body, 'base64')) : body;
}
