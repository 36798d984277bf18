import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { GatewayConfig } from './config/gateway-config';
import { Drain } from './drain';
import { Exchange, ExchangeContext } from './forward/exchange';
import { MAX_HEADER_BYTES, ModelPool } from './forward/model-pool';
import { answerInstead } from './forward/own-answer';
import { Refusal, refusalOf } from './forward/refusal';
import { HealthEndpoint } from './health/health-endpoint';
import { ModelHealthProbe } from './health/model-health';
import { LineWriter } from './log/line-writer';
import { jsonLogger, Logger } from './log/logger';
import { Dimensions } from './metrics/emf';
import { Metrics } from './metrics/metrics';
import { MetricsReporter } from './metrics/reporter';
import { Comparer } from './mirror/comparer';
import { Mirror } from './mirror/mirror';
import { PairObserver } from './mirror/observer';
import { CompleteSettings, NO_SETTINGS } from './settings/settings';
import { SettingsPoller } from './settings/settings-poller';
import { SettingsSource } from './settings/settings-source';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** Gets the log and, each second, a line of metrics. */
  readonly writer: LineWriter;
  readonly settings: SettingsSource;
  /** Sees what both environments answered to mirrored requests, in place of what compares them. */
  readonly observer?: PairObserver;
}

/**
 * Stands in front of one model server: forwards, measures, mirrors. HTTP/1.1 only. What belongs to one connection ends here:
 * upgrades, trailers and interim answers are not passed on.
 */
export class Gateway {
  readonly metrics = new Metrics();
  readonly mirror: Mirror | undefined;
  private readonly config: GatewayConfig;
  private readonly server: Server;
  private readonly refused = new WeakSet<Socket>();
  private readonly drain: Drain;
  private readonly health: HealthEndpoint;
  private readonly context: ExchangeContext;
  private readonly reporter: MetricsReporter;
  private readonly poller: SettingsPoller;
  private readonly log: Logger;
  private readonly comparer = new Comparer((name) => this.metrics.count(name));
  private versions = NO_SETTINGS.versions;

  constructor({ config, writer, settings, observer = this.comparer }: GatewayOptions) {
    const { metrics } = this;
    const { environment } = config.dimensions;
    const now = () => performance.now();
    this.config = config;
    this.log = jsonLogger(writer);
    this.server = openServer(config, (request, response) => this.handle(request, response));
    this.drain = new Drain({ ...config, server: this.server, inFlight: () => metrics.inFlight, log: this.log });
    const draining = () => this.drain.active;
    this.health = new HealthEndpoint(new ModelHealthProbe(config.model), draining);
    const pool = new ModelPool(config.model, config.modelIdleMs, now);
    this.context = { pool, metrics, timeoutMs: config.timeoutMs, draining, now };
    this.mirror =
      config.mirror &&
      new Mirror({ config: config.mirror, environment, metrics, log: this.log, now, random: Math.random, observer });
    this.reporter = new MetricsReporter(metrics, writer, () => this.dimensions, Date.now);
    const apply = (changed: CompleteSettings) => this.apply(changed);
    this.poller = new SettingsPoller(settings, { pollMs: config.settings.pollMs, log: this.log, apply });
  }

  /** Resolves with the port when requests are taken; rejects when it can't be had. */
  async listen(): Promise<number> {
    const { port, host, dimensions, model } = this.config;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    this.server.on('error', (error) => this.log.error('the server failed', { error: error.message }));
    this.reporter.start();
    this.poller.start();
    const listening = (this.server.address() as AddressInfo).port;
    this.log.info('listening', { port: listening, ...dimensions, target: `${model.hostname}:${model.port}` });
    return listening;
  }

  /** Ends without losing a request; a second call joins the first. */
  async stop(): Promise<void> {
    await this.drain.begin();
    this.poller.stop();
    this.mirror?.close();
    this.context.pool.close();
    this.reporter.stop();
  }

  private apply({ mirror, compare, latencyThresholdsMs, versions }: CompleteSettings): void {
    this.metrics.setThresholds(latencyThresholdsMs);
    this.comparer.compare = compare;
    this.mirror?.follow(mirror, Date.now());
    this.versions = versions;
  }

  private get dimensions(): Dimensions {
    const { dimensions } = this.config;
    return { ...dimensions, version: this.versions[dimensions.environment] ?? dimensions.version };
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const { config, metrics, context } = this;
    if (this.refused.has(request.socket)) return; // came behind a request that was: its connection is about to close
    if (request.url === config.healthPath) return void this.health.answer(response);
    const refusal = refusalOf(request);
    if (refusal !== undefined) return this.refuse(request, response, refusal);
    if (metrics.inFlight >= config.maxInFlight) {
      metrics.turnedAway('overloaded');
      answerInstead(response, 'overloaded', 'too many requests are under way; try again later', {
        close: context.draining(),
      });
      request.resume();
      return;
    }
    new Exchange(context, request, response, this.mirror?.tee(request)).start();
  }

  /** Nothing else is taken from the connection: where the next request begins on it is not sure. */
  private refuse({ socket }: IncomingMessage, response: ServerResponse, { status, problem }: Refusal): void {
    this.refused.add(socket);
    this.metrics.turnedAway('refused');
    answerInstead(response, 'refused', problem, { status, close: true });
  }
}

/** A server whose limits fit those of the load balancer before it. */
function openServer(
  { clientIdleMs }: GatewayConfig,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer({ insecureHTTPParser: false, maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, handle);
  server.keepAliveTimeout = clientIdleMs; // the caller closes first, so that no request meets a closing connection
  server.headersTimeout = clientIdleMs + 5_000; // Node counts the idle time in
  server.requestTimeout = 0; // Node's 5 minutes would cut slow uploads
  server.maxHeadersCount = 0; // bounded by their size; Node forgets further ones silently otherwise, framing included
  return server;
}
