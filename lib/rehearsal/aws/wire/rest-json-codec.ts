import type { Codec, DecodedCall, WireAnswer, WireRequest } from './codec';
import { encodeEvents, EVENT_STREAM, EventStream } from './event-stream';
import { parseJsonBody, toWireJson } from './json-codec';
import { RestRoute, restRoutes } from './rest-routes';

/** AWS REST-JSON: operation in method and path, members in path, query, headers and body. */
export function restJsonCodec(service: string): Codec {
  const routes = restRoutes(service);
  return {
    decode: (request) => {
      const path = request.path.replace(/\/+$/, '');
      const route = routes.find((one) => one.method === request.method && one.path.test(path));
      // An unknown route goes on under its own name: the account answers 501 to it, and has it in the journal.
      if (route === undefined) return { operation: `${request.method} ${request.path}`, input: {} };
      return decodeRoute(route, path, request);
    },
    encode: (operation, output) => {
      const route = routes.find((one) => one.operation === operation);
      return encodeRoute(route, (output ?? {}) as Record<string, unknown>);
    },
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

function decodeRoute(route: RestRoute, path: string, { headers, query, body }: WireRequest): DecodedCall {
  const input: Record<string, unknown> =
    route.payload === undefined ? parseJsonBody(body, new Set()) : { [route.payload]: new Uint8Array(body) };
  for (const [member, value] of Object.entries(route.path.exec(path)?.groups ?? {})) {
    input[member] = decodeURIComponent(value);
  }
  for (const [member, header] of Object.entries(route.requestHeaders ?? {})) {
    if (headers[header] !== undefined) input[member] = headers[header];
  }
  for (const [member, name] of Object.entries(route.query ?? {})) {
    const value = query.get(name);
    if (value !== null) input[member] = value;
  }
  return { operation: route.operation, input };
}

function encodeRoute(route: RestRoute | undefined, output: Record<string, unknown>): WireAnswer {
  const headers: Record<string, string> = {
    'content-type': route?.streams === true ? EVENT_STREAM : 'application/json',
  };
  const rest = { ...output };
  for (const [member, header] of Object.entries(route?.answerHeaders ?? {})) {
    const value = rest[member];
    if (typeof value === 'string') headers[header] = value;
    delete rest[member];
  }
  // Invoke's StatusCode is the HTTP status itself: 200, 202 for an event, 204 for a dry run.
  const status =
    route?.payload !== undefined && typeof rest.StatusCode === 'number' ? rest.StatusCode : (route?.status ?? 200);
  if (status === 204) return { status, headers, body: '' };
  if (route?.payload === undefined) return { status, headers, body: JSON.stringify(toWireJson(rest)) };
  const payload = rest[route.payload];
  if (route.streams === true) {
    const events = payload as EventStream;
    return { status, headers, body: encodeEvents(events), cancel: () => events.cancel() };
  }
  return { status, headers, body: (payload as Uint8Array | string | undefined) ?? '' };
}
