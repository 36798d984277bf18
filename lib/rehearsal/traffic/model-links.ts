import { Agent, createServer, IncomingMessage, request as httpRequest, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { TrafficFaults, TargetFault } from './faults';
import { SwappedAnswers } from './swapped-answers';

/** A way to a model server; closed with it. */
export interface ModelLink {
  /** Loopback port that leads to the model server. */
  readonly port: number;
  close(): void;
}

/** Idle connections to a model server are closed after this, as the router's are. */
const IDLE_MS = 600;

/**
 * Ways by which gateways reach their model servers when a rehearsal is to make these fail: between router and gateway a fault
 * would be none of the model's, and the gateway would never see it. They cost a hop, so they are there for such faults only.
 */
export class ModelLinks {
  private readonly faults: TrafficFaults;
  private readonly services = new Set<string>();

  constructor(seed: number) {
    this.faults = new TrafficFaults(seed);
  }

  /** Whether gateways of a service reach their models by a link. */
  serve(serviceName: string): boolean {
    return this.services.has(serviceName);
  }

  /** Makes the models of a service fail until the returned function is called. */
  inject(serviceName: string, fault: TargetFault): () => void {
    return this.faults.inject(serviceName, fault);
  }

  /** Opens a link to the model server on a loopback port. */
  async open(serviceName: string, modelPort: number): Promise<ModelLink> {
    this.services.add(serviceName);
    const agent = new Agent({ keepAlive: true, maxFreeSockets: 1024, timeout: IDLE_MS });
    const swapped = new SwappedAnswers();
    const server = createServer((request, response) => {
      const { fail = false, cut = false, swap = false, delayMs = 0 } = this.faults.decide(serviceName) ?? {};
      if (fail || cut) return void setTimeout(() => (fail ? failed(request, response) : cutOff(request)), delayMs);
      forward(request, response, { port: modelPort, agent, delayMs, swapped: swap ? swapped : undefined });
    });
    server.keepAliveTimeout = 60_000; // the gateway closes first
    server.requestTimeout = 0;
    await listening(server);
    const close = (): void => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    };
    return { port: (server.address() as AddressInfo).port, close };
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}

function failed(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"injected by the rehearsal"}');
}

function cutOff({ socket }: IncomingMessage): void {
  socket.destroy();
}

interface Way {
  readonly port: number;
  readonly agent: Agent;
  readonly delayMs: number;
  /** Present for a model that mixes its callers up. */
  readonly swapped: SwappedAnswers | undefined;
}

function forward(request: IncomingMessage, response: ServerResponse, { port, agent, delayMs, swapped }: Way): void {
  const { method, url, rawHeaders } = request;
  const upstream = httpRequest({ host: '127.0.0.1', port, method, path: url, headers: rawHeaders, agent });
  upstream.on('error', () => response.destroy()); // the gateway sees what it would see of the model itself
  upstream.on('response', (incoming) => {
    const relay = (): void => {
      if (swapped !== undefined) {
        return void swapped.relay(request, incoming, response).catch(() => response.destroy());
      }
      response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
      incoming.on('error', () => response.destroy()).pipe(response);
    };
    if (delayMs === 0) relay();
    else setTimeout(relay, delayMs);
  });
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.pipe(upstream);
}
