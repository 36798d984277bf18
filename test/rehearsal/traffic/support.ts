import { createServer, request, RequestListener, RequestOptions, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { RouteAction, RouteGroup, RouteListener, RouteRule, RoutingTable } from '../../../lib/rehearsal/aws/routing';
import { Network } from '../../../lib/rehearsal/network';
import { TrafficFaults } from '../../../lib/rehearsal/traffic/faults';
import { Answer, TrafficObserver } from '../../../lib/rehearsal/traffic/observer';
import { Router, RouterOptions, RoutingSource } from '../../../lib/rehearsal/traffic/router';
import { Hop, Side } from '../../../lib/rehearsal/traffic/routes';

export const HOST = 'models.elb.local';
export const TARGET_PORT = 8080;

export function rule(action: RouteAction, overrides: Partial<RouteRule> = {}): RouteRule {
  return { ruleArn: 'rule/production', priority: Infinity, conditions: {}, action, ...overrides };
}

export function forward(weights: Readonly<Record<string, number>>, stickinessSeconds?: number): RouteAction {
  const groups = Object.entries(weights).map(([targetGroupArn, weight]) => ({ targetGroupArn, weight }));
  return { kind: 'forward', groups, ...(stickinessSeconds === undefined ? {} : { stickinessSeconds }) };
}

export function group(name: string, ips: readonly string[] = [ipOf(name)]): RouteGroup {
  return {
    targetGroupArn: name,
    fullName: `targetgroup/${name}/1`,
    loadBalancerFullName: 'app/models/1',
    targets: ips.map((ip) => ({ ip, port: TARGET_PORT })),
  };
}

export function ipOf(name: string): string {
  return `ip-${name}`;
}

export function listener(rules: readonly RouteRule[]): RouteListener {
  return {
    listenerArn: 'listener/80',
    host: HOST,
    port: 80,
    protocol: 'HTTP',
    loadBalancerFullName: 'app/models/1',
    rules,
  };
}

export function table(rules: readonly RouteRule[], groups: readonly RouteGroup[] = []): RoutingTable {
  return {
    version: 1,
    listeners: [listener(rules)],
    groups: Object.fromEntries(groups.map((each) => [each.targetGroupArn, each])),
  };
}

/** A routing table that a test replaces. */
export class Routing implements RoutingSource {
  private readonly listeners = new Set<(table: RoutingTable) => void>();

  constructor(private value: RoutingTable) {}

  current(): RoutingTable {
    return this.value;
  }

  onChange(onTable: (table: RoutingTable) => void): () => void {
    this.listeners.add(onTable);
    return () => this.listeners.delete(onTable);
  }

  publish(value: RoutingTable): void {
    this.value = value;
    for (const onTable of this.listeners) onTable(value);
  }
}

/** Keeps what the router reports. */
export class Recorder implements TrafficObserver {
  readonly hops: Hop[] = [];
  readonly answers: Answer[] = [];
  readonly sides: Side[] = [];
  readonly broken: Hop[] = [];

  sent(hop: Hop): void {
    this.hops.push(hop);
  }

  answered(_: RouteListener, answer: Answer): void {
    this.answers.push(answer);
  }

  brokenOff(hop: Hop): void {
    this.broken.push(hop);
  }

  withoutTarget(side: Side): void {
    this.sides.push(side);
  }
}

/** A router, its targets and its clients; `close` ends all of them. */
export class World {
  readonly network = new Network();
  readonly observer = new Recorder();
  readonly faults = new TrafficFaults(1);
  readonly routing: Routing;
  private readonly servers: Server[] = [];
  private router: Router | undefined;

  constructor(initial: RoutingTable) {
    this.routing = new Routing(initial);
  }

  async open(options: Partial<RouterOptions> = {}): Promise<this> {
    const { network, observer, faults, routing } = this;
    this.router = new Router({ network, observer, faults, routing, seed: 1, now: () => Date.now(), ...options });
    await this.router.ready();
    return this;
  }

  /** A target of the group named `name`. */
  async target(name: string, handle: RequestListener): Promise<Server> {
    const server = createServer(handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.servers.push(server);
    this.network.register(ipOf(name), TARGET_PORT, (server.address() as AddressInfo).port);
    return server;
  }

  get port(): number {
    return this.network.resolve(HOST, 80)!;
  }

  send(options: RequestOptions = {}, body?: string | Buffer): Promise<Reply> {
    return send(this.port, options, body);
  }

  async close(): Promise<void> {
    await this.router?.stop();
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** One request on a connection of its own; rejects when the answer is cut off. */
export function send(port: number, options: RequestOptions = {}, body?: string | Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Resolves when the condition holds; fails loudly after two seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within 2 s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
