import { EnvironmentName, GoldenSetSpec } from '../../contract';
import { GoldenRequest } from '../../core/golden/item';
import { GoldenAnswer } from '../../core/golden/judge-item';
import { ShardContext } from '../shared/shards/context';
import { EnvironmentRequest, fetchFrom, invokeVariant, untilAnswered } from '../shared/shards/environment-request';

/** The answer of an environment to an item, or undefined when there was none. */
export function answerTo(
  context: ShardContext,
  spec: GoldenSetSpec,
  environment: EnvironmentName,
  item: GoldenRequest,
): Promise<GoldenAnswer | undefined> {
  const { endpointName } = context;
  const request = requestOf(spec, item);
  return untilAnswered(context, spec.attempts, () => {
    const signal = AbortSignal.timeout(spec.timeoutMs);
    return endpointName === undefined
      ? fetched(context, environment, request, signal)
      : invokeVariant(context, { endpointName, environment }, request, signal);
  });
}

async function fetched(
  context: ShardContext,
  environment: EnvironmentName,
  request: EnvironmentRequest,
  signal: AbortSignal,
): Promise<GoldenAnswer | undefined> {
  const answering = fetchFrom(context, environment, request, signal);
  try {
    const response = await answering;
    const contentType = response.headers.get('content-type') ?? undefined;
    const body = await response.text();
    return { status: response.status, body, ...(contentType === undefined ? {} : { contentType }) };
  } catch {
    return undefined; // late, cut off or refused: counted as an error of that side
  }
}

function requestOf({ path, headers }: GoldenSetSpec, item: GoldenRequest): EnvironmentRequest {
  return {
    path: item.path ?? path,
    method: item.method ?? 'POST',
    contentType: item.contentType,
    ...(headers === undefined ? {} : { headers }),
    body: item.encoding === 'base64' ? Uint8Array.from(Buffer.from(item.body, 'base64')) : item.body,
  };
}
