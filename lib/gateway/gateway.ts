import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { KeyRing } from './aws/keys';
import { SageMakerEndpoint } from './aws/sagemaker/sagemaker-endpoint';
import { GatewayConfig } from './config/gateway-config';
import { GatewayError } from '../contract/gateway';
import { Drain } from './drain';
import { Exchange, ExchangeContext } from './forward/exchange';
import { MAX_HEADER_BYTES } from './forward/model-pool';
import { ModelServer } from './forward/model-server';
import { answerInstead } from './forward/own-answer';
import { Refusal, refusalOf } from './forward/refusal';
import { Upstream } from './forward/upstream';
import { isHealthCheck } from './health/health-check';
import { HealthEndpoint } from './health/health-endpoint';
import { HealthProbe, ModelHealthProbe } from './health/model-health';
import { LineWriter } from './log/line-writer';
import { jsonLogger, Logger } from './log/logger';
import { Dimensions } from './metrics/emf';
import { Metrics } from './metrics/metrics';
import { MetricsReporter } from './metrics/reporter';
import { Comparer } from './mirror/comparer';
import { Mirror } from './mirror/mirror';
import { PairObserver } from './mirror/observer';
import { Protection } from './protect/protection';
import { openPredictions } from './predictions/open-predictions';
import { Predictions } from './predictions/predictions';
import { openSamples } from './samples/open-samples';
import { Samples } from './samples/samples';
import { CompleteSettings, NO_SETTINGS } from './settings/settings';
import { SettingsPoller } from './settings/settings-poller';
import { SettingsSource } from './settings/settings-source';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** Gets the log and, each second, a line of metrics. */
  readonly writer: LineWriter;
  readonly settings: SettingsSource;
  /** For a SageMaker endpoint, samples and predictions. @default - none */
  readonly keys?: KeyRing;
  /** Sees what both environments answered to mirrored requests, in place of what compares them. */
  readonly observer?: PairObserver;
}

/**
 * Stands in front of one model server or SageMaker endpoint: forwards, measures, mirrors, and protects callers from a version that fails. HTTP/1.1 only. What belongs to one connection ends here:
 * upgrades, trailers and interim answers are not passed on.
 */
export class Gateway {
  readonly metrics = new Metrics();
  readonly mirror: Mirror | undefined;
  private readonly protection: Protection | undefined;
  private readonly config: GatewayConfig;
  private readonly server: Server;
  private readonly refused = new WeakSet<Socket>();
  private readonly drain: Drain;
  private readonly health: HealthEndpoint;
  private readonly context: ExchangeContext;
  private readonly reporter: MetricsReporter;
  private readonly poller: SettingsPoller;
  private readonly log: Logger;
  private readonly samples: Samples | undefined;
  private readonly predictions: Predictions | undefined;
  private readonly comparer = new Comparer(
    (name, slice) => this.metrics.count(name, slice),
    (differing) => void this.samples?.offer(differing),
  );
  private versions = NO_SETTINGS.versions;
  /** Requests under way that the model is not asked: bounded apart, for a model that hangs takes all the room of its own. */
  private bypassing = 0;

  constructor(options: GatewayOptions) {
    const { config, writer, settings, observer = this.comparer } = options;
    const { metrics } = this;
    const { environment } = config.dimensions;
    this.config = config;
    this.log = jsonLogger(writer);
    this.server = openServer(config, (request, response) => this.handle(request, response));
    this.drain = new Drain({ ...config, server: this.server, inFlight: () => metrics.inFlight, log: this.log });
    const draining = () => this.drain.active;
    this.health = new HealthEndpoint(healthProbe(config), draining);
    const upstream = openUpstream(options, this.log);
    this.context = { upstream, metrics, timeoutMs: config.timeoutMs, draining, now };
    const marksCopyOf = (request: IncomingMessage) => upstream.marksCopyOf(request);
    const random = Math.random;
    this.mirror =
      config.mirror &&
      new Mirror({ config: config.mirror, environment, metrics, log: this.log, marksCopyOf, now, random, observer });
    this.protection = config.mirror && new Protection(config.mirror, environment, now);
    this.samples = openSamples(config, options.keys, this.log);
    const who = () => ({ environment, version: this.dimensions.version });
    this.predictions = openPredictions(config, options.keys, { who, log: this.log });
    this.reporter = new MetricsReporter(metrics, writer, () => this.dimensions, Date.now, config.metricsMs);
    const clock = () => settings.now?.() ?? Date.now();
    const apply = (changed: CompleteSettings) => this.apply(changed, clock());
    this.poller = new SettingsPoller(settings, { pollMs: config.settings.pollMs, log: this.log, apply });
  }

  /** Resolves with the port when requests are taken; rejects when it can't be had. */
  async listen(): Promise<number> {
    const { port, host, dimensions } = this.config;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    this.server.on('error', (error) => this.log.error('the server failed', { error: error.message }));
    this.reporter.start();
    this.poller.start();
    const listening = (this.server.address() as AddressInfo).port;
    this.log.info('listening', { port: listening, ...dimensions, target: this.context.upstream.authority });
    return listening;
  }

  /** Ends without losing a request; a second call joins the first. */
  async stop(): Promise<void> {
    await this.drain.begin();
    await this.predictions?.close();
    this.poller.stop();
    this.mirror?.close();
    this.protection?.close();
    this.context.upstream.close();
    this.reporter.stop();
  }

  /** @param wallClock milliseconds since 1970 */
  private apply(
    { mirror, protect, compare, slicing, release, latencyThresholdsMs, versions }: CompleteSettings,
    wallClock: number,
  ): void {
    this.metrics.setThresholds(latencyThresholdsMs);
    if (mirror !== undefined) {
      // else the last ones stay, for the copies that are still under way: without, those that hang would have no verdict
      this.comparer.compare = compare;
      this.comparer.slicing = slicing;
    }
    this.samples?.follow(release);
    this.mirror?.follow(mirror, wallClock);
    this.protection?.follow(protect, wallClock);
    this.versions = versions;
  }

  private get dimensions(): Dimensions {
    const { dimensions } = this.config;
    return { ...dimensions, version: this.versions[dimensions.environment] ?? dimensions.version };
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const { config, metrics, context } = this;
    if (this.refused.has(request.socket)) return; // came behind a request that was: its connection is about to close
    const healthPaths = {
      own: config.healthPath,
      model: 'healthPath' in config.model ? config.model.healthPath : undefined,
    };
    if (isHealthCheck(request, healthPaths)) return void this.health.answer(response);
    const refusal = refusalOf(request);
    if (refusal !== undefined) return this.refuse(request, response, refusal);
    const unfit = context.upstream.refusalOf(request);
    if (unfit !== undefined) return this.turnAway(request, response, 'refused', unfit.problem, unfit.status);
    const isFull = metrics.inFlight - this.bypassing >= config.maxInFlight;
    const shield = this.protection?.shield(request, isFull);
    const bypasses = shield?.bypasses === true;
    if (bypasses ? this.bypassing >= config.maxInFlight : isFull) {
      return this.turnAway(request, response, 'overloaded', 'too many requests are under way; try again later');
    }
    if (bypasses) {
      this.bypassing += 1;
      response.on('close', () => (this.bypassing -= 1));
    }
    const mirror = shield === undefined ? this.mirror?.tee(request) : undefined; // the answer may not be this model's
    const { predictions } = this;
    const tee = predictions === undefined ? mirror : predictions.tee(mirror);
    new Exchange(context, request, response, tee, shield).start();
  }

  /** The rest of the request is read and forgotten, so that the caller gets to read the answer. */
  private turnAway(
    request: IncomingMessage,
    response: ServerResponse,
    reason: GatewayError,
    problem: string,
    status?: number,
  ): void {
    this.metrics.turnedAway(reason);
    answerInstead(response, reason, problem, { status, close: this.context.draining() });
    request.resume();
  }

  /** Nothing else is taken from the connection: where the next request begins on it is not sure. */
  private refuse({ socket }: IncomingMessage, response: ServerResponse, { status, problem }: Refusal): void {
    this.refused.add(socket);
    this.metrics.turnedAway('refused');
    answerInstead(response, 'refused', problem, { status, close: true });
  }
}

/** Steady milliseconds. */
const now = () => performance.now();

function openUpstream({ config, keys }: GatewayOptions, log: Logger): Upstream {
  const { model, modelIdleMs: idleMs } = config;
  if (model.kind === 'server') return new ModelServer(model, idleMs, now);
  const none: KeyRing = { current: () => undefined };
  return new SageMakerEndpoint({ config: model, idleMs, keys: keys ?? none, log, now, wallClock: Date.now });
}

/** A missing endpoint must not stop the task: the task serves the other environment's endpoint too. */
function healthProbe({ model }: GatewayConfig): HealthProbe {
  if (model.kind === 'server') return new ModelHealthProbe(model);
  return { ask: async () => ({ healthy: true, detail: `SageMaker tells the health of ${model.endpointName}` }) };
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
