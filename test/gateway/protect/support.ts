import { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProtectSettings } from '../../../lib/contract';
import { GatewaySetup, RunningGateway, World } from '../support/world';

/** Green is new, blue is what it is protected by. */
export const PROTECT: ProtectSettings = { of: 'green', by: 'blue', until: 4e9 };

export interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that keeps what it was asked, once all of it is there, and then answers. */
export async function server(
  world: World,
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const handle: RequestListener = (request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method, url, headers, body });
      answer(response, request);
    });
  };
  return { port: await world.model(handle), seen };
}

export const failing =
  (status = 500) =>
  (response: ServerResponse) => {
    response.writeHead(status).end('broken');
  };

export const answering = (body: string) => (response: ServerResponse) => void response.end(body);

/** The gateway of a new version before a model, which has read that its callers are protected by what listens on a port. */
export async function protecting(
  world: World,
  modelPort: number,
  stablePort: number,
  setup: GatewaySetup = {},
): Promise<RunningGateway> {
  const variables = { ...protectionVariables(stablePort), ...setup.variables };
  const running = await world.gateway(modelPort, { settings: { protect: PROTECT }, ...setup, variables });
  await sleep(1); // the first settings are read without waiting
  return running;
}

export function protectionVariables(stablePort: number): Record<string, string> {
  return {
    GATEWAY_ENVIRONMENT: 'green',
    GATEWAY_VERSION: '1.3',
    GATEWAY_MIRROR_URL: `http://127.0.0.1:${stablePort}`,
    GATEWAY_MIRROR_ROUTES: 'POST /invocations, GET /v1/*',
  };
}
