import { DEADLINE_HEADER, MIRROR_HEADER, REQUEST_ID_HEADER } from '../../../contract/gateway';

/** A caller's request, as far as SageMaker can be told of it. */
export interface CallerRequest {
  /** Path and query. */
  readonly target: string;
  /** Names in lower case, each once. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** One of the two operations that invoke an endpoint: the end of its path, and where `accept` goes. */
interface Operation {
  readonly path: string;
  readonly accept: string;
}

const WHOLE: Operation = { path: 'invocations', accept: 'accept' };
const STREAM: Operation = { path: 'invocations-response-stream', accept: 'x-amzn-sagemaker-accept' };

export const ATTRIBUTES_HEADER = 'x-amzn-sagemaker-custom-attributes';

/** SageMaker's limits (API reference, `InvokeEndpoint`). */
const MOST_ATTRIBUTE_CHARACTERS = 1_024;
export const MOST_BODY_BYTES = 6_291_456;

/** Where SageMaker's containers get every request; another path is told by an attribute. */
const CONTAINER_PATH = '/invocations';
const PATH_ATTRIBUTE = 'x-model-path';

/** Told to the model by custom attributes: headers that mean something to it and that SageMaker does not hand on. */
const CARRIED = [REQUEST_ID_HEADER, 'traceparent', DEADLINE_HEADER];

/**
 * Path and headers, not signed yet, of a request to SageMaker.
 *
 * - It calls `InvokeEndpointWithResponseStream` when the caller accepts `text/event-stream` or sends the header that was
 *   configured for it, `InvokeEndpoint` otherwise. Both are POST, and reach the container as `POST /invocations`.
 * - `content-type`, `accept` and SageMaker's own `x-amzn-sagemaker-*` headers are handed on, the others are not.
 * - The container gets in its custom attributes, as `name=value;name=value`: `x-model-mirror=1` for a copy, and, when the caller
 *   has no attributes of its own, `x-model-path` with path and query if these are not `/invocations`, `x-request-id`,
 *   `traceparent` and `x-model-deadline-ms`, as many as fit into 1,024 characters. The caller's own come first, unchanged.
 */
export function invocationOf(
  { target, headers }: CallerRequest,
  endpointName: string,
  streamHeader: string | undefined,
): { readonly path: string; readonly headers: Record<string, string> } {
  const operation = wantsStream(headers, streamHeader) ? STREAM : WHOLE;
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name === 'content-type' || /^x-amzn-sagemaker-(?!accept$)/.test(name)) sent[name] = value;
    else if (name === 'accept') sent[operation.accept] = value;
  }
  const attributes = attributesOf(target, headers);
  if (attributes !== '') sent[ATTRIBUTES_HEADER] = attributes;
  return { path: `/endpoints/${endpointName}/${operation.path}`, headers: sent };
}

function wantsStream(headers: CallerRequest['headers'], streamHeader: string | undefined): boolean {
  if (streamHeader !== undefined && headers[streamHeader] !== undefined) return true;
  return /\btext\/event-stream\b/i.test(headers.accept ?? '');
}

function attributesOf(target: string, headers: CallerRequest['headers']): string {
  const own = headers[ATTRIBUTES_HEADER] ?? '';
  const attributes = headers[MIRROR_HEADER] === undefined ? [] : [attribute(MIRROR_HEADER, '1')];
  if (own === '' && target !== CONTAINER_PATH) attributes.push(attribute(PATH_ATTRIBUTE, target));
  if (own === '') for (const name of CARRIED) attributes.push(attribute(name, headers[name]));
  return attributes.reduce((joined, next) => {
    const longer = joined === '' || next === '' ? joined + next : `${joined};${next}`;
    return longer.length > MOST_ATTRIBUTE_CHARACTERS ? joined : longer;
  }, own);
}

/** Characters that would end a value, or that attributes may not have, are percent-encoded. */
function attribute(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  const encode = (each: string) => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return `${name}=${value.replace(/[^\x21-\x7e]|[;]/g, encode)}`;
}

/** Whether the mark of a copy finds no room: the model must not take a copy for a request. */
export function losesMark({ headers }: Pick<CallerRequest, 'headers'>): boolean {
  return headers[MIRROR_HEADER] !== undefined && !attributesOf('', headers).includes(MIRROR_HEADER);
}
