import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { openKeys } from '../../../lib/gateway/aws/open-keys';
import { readConfig } from '../../../lib/gateway/config/gateway-config';
import { Gateway } from '../../../lib/gateway/gateway';
import { LineWriter } from '../../../lib/gateway/log/line-writer';
import { PairObserver } from '../../../lib/gateway/mirror/observer';
import { REHEARSAL_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { CompleteSettings, NO_SETTINGS } from '../../../lib/gateway/settings/settings';

/** A stream that keeps its lines. */
export class Lines {
  readonly writableLength = 0;
  readonly all: string[] = [];

  write(text: string): boolean {
    this.all.push(text);
    return true;
  }

  on(): void {
    // a list has no errors
  }
}

export interface GatewaySetup {
  /** Added to, or put in the place of, the variables that every gateway of the tests has. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Read anew each time. */
  readonly settings?: Partial<CompleteSettings>;
  readonly observer?: PairObserver;
}

/** Servers of a test, all on 127.0.0.1; `close` ends them. */
export class World {
  readonly lines = new Lines();
  private readonly closers: (() => Promise<void>)[] = [];

  /** An HTTP server; resolves with its port. */
  async model(handle: RequestListener, configure: (server: Server) => void = () => undefined): Promise<number> {
    const server = createServer({ maxHeaderSize: 128 * 1024 }, handle); // takes whatever the gateway lets through
    server.maxHeadersCount = 0;
    configure(server);
    return this.keep(server, () => server.closeAllConnections());
  }

  /** A server that gets bare connections; resolves with its port. */
  async tcp(handle: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      handle(socket);
    });
    return this.keep(server, () => sockets.forEach((socket) => socket.destroy()));
  }

  /**
   * A port that nobody listens on. Below the ports that the system hands out: one that was closed a moment ago may be
   * the next server's, and a gateway before itself forwards in a ring.
   */
  deadPort(): number {
    return 1;
  }

  /** A gateway before the model on a port; resolves when it listens. */
  async gateway(modelPort: number, setup: GatewaySetup = {}): Promise<RunningGateway> {
    return this.open({ ...variablesFor(modelPort), ...setup.variables }, setup);
  }

  /** A gateway before a SageMaker endpoint; AWS is at an origin. */
  async sageMakerGateway(endpoint: string, origin: string, setup: GatewaySetup = {}): Promise<RunningGateway> {
    return this.open({ ...sageMakerVariables(endpoint, origin), ...setup.variables }, setup);
  }

  private async open(variables: Record<string, string>, setup: GatewaySetup): Promise<RunningGateway> {
    const config = readConfig(variables);
    const read = async (): Promise<CompleteSettings> => ({ ...NO_SETTINGS, ...setup.settings });
    const gateway = new Gateway({
      config,
      writer: new LineWriter(this.lines),
      settings: { read },
      keys: config.aws && (await openKeys(config.aws, { info: () => undefined, error: () => undefined })),
      observer: setup.observer,
    });
    const port = await gateway.listen();
    this.closers.push(() => gateway.stop());
    return { gateway, port };
  }

  onClose(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
  }

  private async keep(server: Server | ReturnType<typeof createTcpServer>, cut: () => void): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.closers.push(async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    });
    return (server.address() as AddressInfo).port;
  }
}

export interface RunningGateway {
  readonly gateway: Gateway;
  readonly port: number;
}

const taken = new WeakMap<Gateway, Record<string, number>>();

/** Everything that a gateway has counted, in lines already written and since. */
export function counted({ lines }: World, gateway: Gateway): Record<string, number> {
  const sinceLine = gateway.metrics.take().counts;
  const before = taken.get(gateway) ?? {};
  const total: Record<string, number> = {};
  for (const [name, count] of Object.entries(sinceLine)) total[name] = count + (before[name] ?? 0);
  taken.set(gateway, { ...total });
  for (const line of lines.all.filter((each) => each.includes('"_aws"'))) {
    for (const [name, value] of Object.entries(JSON.parse(line) as Record<string, unknown>)) {
      if (name in total) total[name] += Number(value);
    }
  }
  return total;
}

const COMMON = {
  GATEWAY_PORT: '0',
  GATEWAY_HOST: '127.0.0.1',
  GATEWAY_MODEL_NAME: 'fraud',
  GATEWAY_ENVIRONMENT: 'blue',
  GATEWAY_VERSION: '1.2',
  GATEWAY_DRAIN_MS: '0',
  GATEWAY_STOP_MS: '0',
};

export function variablesFor(modelPort: number): Record<string, string> {
  return {
    ...COMMON,
    GATEWAY_MODEL_URL: `http://127.0.0.1:${modelPort}`,
    GATEWAY_MODEL_HEALTH_PATH: '/ping',
  };
}

/** The keys are those of the rehearsal itself, which may do everything. */
export function sageMakerVariables(endpoint: string, origin: string): Record<string, string> {
  return {
    ...COMMON,
    GATEWAY_SAGEMAKER_ENDPOINT: endpoint,
    AWS_ENDPOINT_URL: origin,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: REHEARSAL_ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
  };
}

/** Resolves when the condition holds; rejects when it does not within some seconds. */
export async function eventually(what: string, holds: () => boolean, limitMs = 10_000): Promise<void> {
  const until = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > until) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
