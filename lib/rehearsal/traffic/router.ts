import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { MIRROR_HEADER } from '../../contract';
import { RouteListener, RoutingTable } from '../aws/routing';
import { Network } from '../network';
import { answerError, Exchange, ExchangeContext } from './exchange';
import { FaultDecision, mirroredOf, TrafficFaults } from './faults';
import { LoopbackPools } from './loopback-pools';
import { TrafficObserver } from './observer';
import { receiveBody, RequestBody } from './request-body';
import { RouteChooser } from './routes';
import { SwappedAnswers } from './swapped-answers';
import { TruncatedAnswers } from './truncated-answers';

/** Where routing tables come from: the emulated Elastic Load Balancing. */
export interface RoutingSource {
  current(): RoutingTable;
  /** Calls back with every new table until the returned function is called. */
  onChange(listener: (table: RoutingTable) => void): () => void;
}

export interface RouterOptions {
  readonly routing: RoutingSource;
  readonly network: Network;
  readonly observer: TrafficObserver;
  readonly faults: TrafficFaults;
  /** Decides which request goes where, together with the order of arrival. */
  readonly seed: number;
  /** Milliseconds of the rehearsal's clock. */
  readonly now: () => number;
  /**
   * Real milliseconds after which an idle connection to a target is closed; must be below the targets' own idle timeout, or
   * requests meet connections that are just closing.
   * @default 600 - below the shortest default among model servers that we know of, 2 s of gunicorn, with room
   */
  readonly idleTimeoutMs?: number;
  /**
   * Real milliseconds without a byte from the target until a request ends with 504.
   * @default 60000 - ALB's default idle timeout
   */
  readonly targetTimeoutMs?: number;
}

/**
 * Stands in for the load balancer: HTTP/1.1 on a loopback port for each listener, registered with the network under the
 * listener's address. TLS is not spoken: an HTTPS listener takes plain HTTP and says `x-forwarded-proto: https`.
 */
export class Router {
  private readonly servers = new Map<string, ListenerServer>();
  private readonly chooser: RouteChooser;
  private readonly context: ExchangeContext;
  private readonly unsubscribe: () => void;
  private table: RoutingTable;

  constructor(private readonly options: RouterOptions) {
    const { network, routing } = options;
    this.chooser = new RouteChooser(options.seed, options.now);
    this.context = {
      swapped: new SwappedAnswers(),
      truncated: new TruncatedAnswers(),
      pools: new LoopbackPools(options.idleTimeoutMs ?? 600),
      targetTimeoutMs: options.targetTimeoutMs ?? 60_000,
      observer: options.observer,
      resolve: (host, port) => network.resolve(host, port),
    };
    this.unsubscribe = routing.onChange((table) => this.apply(table));
    this.table = routing.current();
    this.apply(this.table);
  }

  /** Resolves when every listener of the current table accepts connections; rejects when one can't. */
  async ready(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.listening));
  }

  /** Cuts all connections. */
  async stop(): Promise<void> {
    this.unsubscribe();
    await Promise.all([...this.servers.values()].map((server) => server.close()));
    this.servers.clear();
    this.context.pools.destroy();
  }

  /** One assignment: every request that arrives from now on sees the new table, none sees both. */
  private apply(table: RoutingTable): void {
    this.table = table;
    for (const listener of table.listeners) {
      if (!this.servers.has(listener.listenerArn)) this.servers.set(listener.listenerArn, this.open(listener));
    }
    for (const [arn, server] of this.servers) {
      if (table.listeners.some((listener) => listener.listenerArn === arn)) continue;
      this.servers.delete(arn);
      void server.close();
    }
  }

  private open(listener: RouteListener): ListenerServer {
    return new ListenerServer(listener, this.options.network, (request, response) =>
      receiveBody(request, (body) => this.handle(listener, request, response, body)),
    );
  }

  /** Routes when the body is here, so that a request counts for the weights of the moment in which it is sent on. */
  private handle(listener: RouteListener, request: IncomingMessage, response: ServerResponse, body: RequestBody): void {
    const route = this.chooser.choose(this.table, listener.listenerArn, {
      method: request.method ?? 'GET',
      host: request.headers.host ?? '',
      url: request.url ?? '/',
      rawHeaders: request.rawHeaders,
    });
    switch (route.kind) {
      case 'target':
        return new Exchange(this.context, route.hop, request, response, body).start(
          this.faultOf(request, route.hop.group.targetGroupArn),
        );
      case 'fixed': {
        const { status, contentType, body: text } = route.action;
        this.context.observer.answered(listener, { status, by: 'load-balancer' });
        response.writeHead(status, { 'content-type': contentType }).end(text);
        return;
      }
      case 'unavailable':
        if (route.side !== undefined) this.context.observer.withoutTarget(route.side);
        this.context.observer.answered(listener, { status: 503, by: 'load-balancer' });
        return answerError(response, 503);
      default:
        throw new Error(`unknown route ${JSON.stringify(route satisfies never)}`);
    }
  }

  /** A fault of mirrored requests only, or the group's. */
  private faultOf({ headers }: IncomingMessage, targetGroupArn: string): FaultDecision | undefined {
    const { faults } = this.options;
    const mirrored = headers[MIRROR_HEADER] === undefined ? undefined : faults.decide(mirroredOf(targetGroupArn));
    return mirrored ?? faults.decide(targetGroupArn);
  }
}

/** The HTTP server of one listener. */
class ListenerServer {
  /** Settles when the port is open and registered. */
  readonly listening: Promise<void>;
  private readonly server: Server;
  private unregister: () => void = () => undefined;

  constructor(
    { host, port }: RouteListener,
    network: Network,
    handle: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    this.server = createServer(handle);
    this.server.keepAliveTimeout = 60_000; // ALB's default: it is the client that lets connections go first
    this.server.requestTimeout = 0; // Node's 5 minutes would cut slow uploads, which ALB does not
    this.listening = new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => {
        this.unregister = network.register(host, port, (this.server.address() as AddressInfo).port);
        resolve();
      });
    });
    this.listening.catch(() => undefined); // told by `ready`; nobody may be asking when the table changes
  }

  async close(): Promise<void> {
    await this.listening.catch(() => undefined);
    this.unregister();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
