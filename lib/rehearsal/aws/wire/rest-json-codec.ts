import type { Codec, DecodedCall, WireAnswer, WireRequest } from './codec';
import { parseJsonBody, toWireJson } from './json-codec';

/** How one operation of a REST service is written. */
interface Route {
  readonly operation: string;
  readonly method: string;
  /** Named groups are path members. */
  readonly path: RegExp;
  /** Status of a successful answer. */
  readonly status: number;
  /** Member that is the raw body of request and answer, instead of JSON. */
  readonly payload?: string;
  /** Members that travel in headers, of the request and of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members that travel in the query string. */
  readonly query?: Readonly<Record<string, string>>;
}

const FUNCTION = '/2015-03-31/functions/(?<FunctionName>[^/]+)';
const QUALIFIER = { Qualifier: 'Qualifier' };

// Lambda is the only REST service that the emulator has (Lambda API reference, "Request Syntax" of each operation).
const ROUTES: readonly Route[] = [
  {
    operation: 'Invoke',
    method: 'POST',
    path: new RegExp(`^${FUNCTION}/invocations$`),
    status: 200,
    payload: 'Payload',
    headers: {
      InvocationType: 'x-amz-invocation-type',
      LogType: 'x-amz-log-type',
      ClientContext: 'x-amz-client-context',
      FunctionError: 'x-amz-function-error',
      LogResult: 'x-amz-log-result',
      ExecutedVersion: 'x-amz-executed-version',
    },
    query: QUALIFIER,
  },
  { operation: 'CreateFunction', method: 'POST', path: /^\/2015-03-31\/functions$/, status: 201 },
  { operation: 'GetFunction', method: 'GET', path: new RegExp(`^${FUNCTION}$`), status: 200, query: QUALIFIER },
  { operation: 'DeleteFunction', method: 'DELETE', path: new RegExp(`^${FUNCTION}$`), status: 204, query: QUALIFIER },
  { operation: 'UpdateFunctionCode', method: 'PUT', path: new RegExp(`^${FUNCTION}/code$`), status: 200 },
  {
    operation: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: new RegExp(`^${FUNCTION}/configuration$`),
    status: 200,
  },
  {
    operation: 'AddPermission',
    method: 'POST',
    path: new RegExp(`^${FUNCTION}/policy$`),
    status: 201,
    query: QUALIFIER,
  },
  {
    operation: 'RemovePermission',
    method: 'DELETE',
    path: new RegExp(`^${FUNCTION}/policy/(?<StatementId>[^/]+)$`),
    status: 204,
    query: QUALIFIER,
  },
];

/** AWS REST-JSON: operation in method and path, members in path, query, headers and body. */
export function restJsonCodec(): Codec {
  return {
    decode: (request) => {
      const path = request.path.replace(/\/+$/, '');
      const route = ROUTES.find((one) => one.method === request.method && one.path.test(path));
      // An unknown route goes on under its own name: the account answers 501 to it, and has it in the journal.
      if (route === undefined) return { operation: `${request.method} ${request.path}`, input: {} };
      return decodeRoute(route, path, request);
    },
    encode: (operation, output) => encodeRoute(operation, (output ?? {}) as Record<string, unknown>),
    encodeError: (error) => ({
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({
        Type: error.status < 500 ? 'User' : 'Service',
        Message: error.message,
        ...(toWireJson(error.details) as object),
      }),
    }),
  };
}

function decodeRoute(route: Route, path: string, { headers, query, body }: WireRequest): DecodedCall {
  const input: Record<string, unknown> =
    route.payload === undefined ? parseJsonBody(body, new Set()) : { [route.payload]: new Uint8Array(body) };
  for (const [member, value] of Object.entries(route.path.exec(path)?.groups ?? {})) {
    input[member] = decodeURIComponent(value);
  }
  for (const [member, header] of Object.entries(route.headers ?? {})) {
    if (headers[header] !== undefined) input[member] = headers[header];
  }
  for (const [member, name] of Object.entries(route.query ?? {})) {
    const value = query.get(name);
    if (value !== null) input[member] = value;
  }
  return { operation: route.operation, input };
}

function encodeRoute(operation: string, output: Record<string, unknown>): WireAnswer {
  const route = ROUTES.find((one) => one.operation === operation);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const rest = { ...output };
  for (const [member, header] of Object.entries(route?.headers ?? {})) {
    const value = rest[member];
    if (typeof value === 'string') headers[header] = value;
    delete rest[member];
  }
  // Invoke's StatusCode is the HTTP status itself: 200, 202 for an event, 204 for a dry run.
  const status =
    route?.payload !== undefined && typeof rest.StatusCode === 'number' ? rest.StatusCode : (route?.status ?? 200);
  if (status === 204) return { status, headers, body: '' };
  if (route?.payload === undefined) return { status, headers, body: JSON.stringify(toWireJson(rest)) };
  const payload = rest[route.payload] as Uint8Array | string | undefined;
  return { status, headers, body: payload ?? '' };
}
