import { ENVIRONMENTS, EnvironmentName } from '../../contract/environment';
import { GATEWAY_HEALTH_PATH, GatewayEnv } from '../../contract/gateway';
import { MirrorRoutes, parseMirrorRoutes } from '../../core/mirror-routes';
import { CompleteSettings, NO_SETTINGS, parseSettings } from '../settings/settings';
import { Origin } from '../aws/origin';
import { AwsConfig, readAwsConfig, readOrigin } from './aws-config';
import { readSageMaker, SAGEMAKER_TIMEOUT_MS, SageMakerConfig } from './sagemaker-config';
import { PredictionsConfig, readPredictions } from './predictions-config';
import { readSamples, SamplesConfig } from './samples-config';
import { Address, VariableReader, Variables } from './variables';

/** Everything that is fixed while a gateway runs. Times in milliseconds, sizes in bytes. */
export interface GatewayConfig {
  readonly port: number;
  /** Undefined: every address, of IPv6 too. */
  readonly host: string | undefined;
  readonly model: ModelServerConfig | SageMakerConfig;
  /** Undefined when nothing needs AWS: no SageMaker endpoint, no settings in a parameter, no samples, no predictions. */
  readonly aws: AwsConfig | undefined;
  /** Path under which the gateway tells the model's health. */
  readonly healthPath: string;
  readonly dimensions: { readonly model: string; readonly environment: EnvironmentName; readonly version: string };
  /** Until the head of the answer. */
  readonly timeoutMs: number;
  /** Idle connections to the model are closed after this; must be below the idle timeout of the model server or SageMaker. */
  readonly modelIdleMs: number;
  /** Idle connections of callers are closed after this; must be above the load balancer's idle timeout. */
  readonly clientIdleMs: number;
  readonly maxInFlight: number;
  /** After SIGTERM, requests are still taken for this long, while the load balancer learns of it. */
  readonly drainMs: number;
  /** After SIGTERM, requests that are still under way are cut off; below ECS' stop timeout. */
  readonly stopMs: number;
  /** Between two lines of metrics. */
  readonly metricsMs: number;
  readonly settings: SettingsConfig;
  /** Undefined: nothing is ever mirrored. */
  readonly mirror: MirrorConfig | undefined;
  /** Undefined: no samples of disagreements are kept. */
  readonly samples: SamplesConfig | undefined;
  /** Undefined: no predictions are kept. */
  readonly predictions: PredictionsConfig | undefined;
}

/** A model server: what stands beside the gateway in a task. */
export interface ModelServerConfig extends Address {
  readonly kind: 'server';
  readonly healthPath: string;
}

/** Where the settings that a release changes come from: `parameter` wins over `file`, `file` over `fixed`. */
export interface SettingsConfig {
  readonly fixed: CompleteSettings;
  readonly file: string | undefined;
  /** An SSM parameter, and where SSM is. */
  readonly parameter: { readonly name: string; readonly origin: Origin } | undefined;
  readonly pollMs: number;
}

/** What may be mirrored where, and what that may cost. */
export interface MirrorConfig {
  /** The test listener, or another environment's gateway or model. */
  readonly target: Address;
  readonly routes: MirrorRoutes;
  readonly timeoutMs: number;
  /** Requests with larger bodies are not mirrored. */
  readonly maxBodyBytes: number;
  /** Bodies held for mirroring, all together. */
  readonly maxBytes: number;
  readonly maxQueued: number;
  readonly maxInFlight: number;
}

/** How long requests are still taken after SIGTERM unless the user says otherwise. */
export const DEFAULT_DRAIN_MS = 5_000;

/** How often settings are read unless the user says otherwise. */
export const DEFAULT_SETTINGS_POLL_MS = 5_000;

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Reads the configuration. Throws one error that names every problem. */
export function readConfig(variables: Variables): GatewayConfig {
  const reader = new VariableReader(variables);
  const aws = needsAws(reader) ? readAwsConfig(reader) : undefined;
  const region = aws?.region ?? '';
  const ofSageMaker = reader.optional(GatewayEnv.SAGEMAKER_ENDPOINT) !== undefined;
  const config: GatewayConfig = {
    port: reader.integer(GatewayEnv.PORT, 8000, 0, 65_535),
    host: reader.optional(GatewayEnv.HOST),
    model: ofSageMaker ? readEndpoint(reader, region) : readModelServer(reader),
    aws,
    healthPath: reader.path(GatewayEnv.HEALTH_PATH, reader.optional(GatewayEnv.HEALTH_PATH) ?? GATEWAY_HEALTH_PATH),
    dimensions: readDimensions(reader),
    // ALB's own default; it gives up then
    timeoutMs: reader.integer(GatewayEnv.TIMEOUT_MS, 60_000, 1, ofSageMaker ? SAGEMAKER_TIMEOUT_MS : DAY_MS),
    // half of the shortest default known: gunicorn's 2 s; AWS' servers wait longer (memory), and handshakes are dear
    modelIdleMs: reader.integer(GatewayEnv.MODEL_IDLE_MS, ofSageMaker ? 10_000 : 1_000, 1, DAY_MS),
    clientIdleMs: reader.integer(GatewayEnv.CLIENT_IDLE_MS, 75_000, 1, DAY_MS), // ALB's default is 60 s
    maxInFlight: reader.integer(GatewayEnv.MAX_IN_FLIGHT, 1_000, 1, 100_000),
    drainMs: reader.integer(GatewayEnv.DRAIN_MS, DEFAULT_DRAIN_MS, 0, 120_000),
    stopMs: reader.integer(GatewayEnv.STOP_MS, 25_000, 0, 120_000), // ECS kills after 30 s by default
    metricsMs: reader.integer(GatewayEnv.METRICS_MS, 1_000, 10, 60_000), // CloudWatch's highest resolution
    settings: readSettingsConfig(reader, region),
    mirror: readMirror(reader),
    samples: readSamples(reader, readOrigin(reader, 's3', region)),
    predictions: readPredictions(reader, readOrigin(reader, 's3', region)),
  };
  if (config.drainMs > config.stopMs) {
    reader.reject(GatewayEnv.DRAIN_MS, String(config.drainMs), `at most ${GatewayEnv.STOP_MS}`, 'lower it');
  }
  reader.throwIfAny();
  return config;
}

function needsAws(reader: VariableReader): boolean {
  const { SAGEMAKER_ENDPOINT, SETTINGS_PARAMETER, SAMPLES_BUCKET, PREDICTIONS_BUCKET } = GatewayEnv;
  const needing = [SAGEMAKER_ENDPOINT, SETTINGS_PARAMETER, SAMPLES_BUCKET, PREDICTIONS_BUCKET];
  return needing.some((name) => reader.optional(name) !== undefined);
}

function readEndpoint(reader: VariableReader, region: string): SageMakerConfig {
  if (reader.optional(GatewayEnv.MODEL_URL) !== undefined) {
    reader.add(`${GatewayEnv.MODEL_URL} and ${GatewayEnv.SAGEMAKER_ENDPOINT} exclude each other; remove one`);
  }
  return readSageMaker(reader, readOrigin(reader, 'sagemaker', region), region);
}

function readModelServer(reader: VariableReader): ModelServerConfig {
  const url = reader.required(GatewayEnv.MODEL_URL, 'the origin of the model server, such as http://127.0.0.1:8080');
  const path = reader.required(GatewayEnv.MODEL_HEALTH_PATH, 'the path on which the model server tells its health');
  const address = url === '' ? undefined : reader.origin(GatewayEnv.MODEL_URL, url, 'http');
  const healthPath = path === '' ? path : reader.path(GatewayEnv.MODEL_HEALTH_PATH, path);
  return { kind: 'server', hostname: address?.hostname ?? '', port: address?.port ?? 0, healthPath };
}

function readDimensions(reader: VariableReader): GatewayConfig['dimensions'] {
  const model = reader.required(GatewayEnv.MODEL_NAME, 'the name of the model');
  const version = reader.required(GatewayEnv.VERSION, 'the version that the model server runs');
  const text = reader.required(GatewayEnv.ENVIRONMENT, 'blue or green');
  const environment = ENVIRONMENTS.find((each) => each === text);
  if (environment === undefined && text !== '') {
    reader.reject(GatewayEnv.ENVIRONMENT, text, ENVIRONMENTS.join(' or '), 'name the environment of this task');
  }
  return { model, environment: environment ?? 'blue', version };
}

function readSettingsConfig(reader: VariableReader, region: string): SettingsConfig {
  const text = reader.optional(GatewayEnv.SETTINGS);
  const name = reader.optional(GatewayEnv.SETTINGS_PARAMETER);
  return {
    fixed: (text === undefined ? undefined : reader.parsed(GatewayEnv.SETTINGS, text, parseSettings)) ?? NO_SETTINGS,
    file: reader.optional(GatewayEnv.SETTINGS_FILE),
    parameter: name === undefined ? undefined : { name, origin: readOrigin(reader, 'ssm', region) },
    pollMs: reader.integer(GatewayEnv.SETTINGS_POLL_MS, DEFAULT_SETTINGS_POLL_MS, 100, 300_000),
  };
}

function readMirror(reader: VariableReader): MirrorConfig | undefined {
  const url = reader.optional(GatewayEnv.MIRROR_URL);
  if (url === undefined) return undefined;
  const target = reader.origin(GatewayEnv.MIRROR_URL, url, 'http');
  const allowed = reader.required(GatewayEnv.MIRROR_ROUTES, 'what may be mirrored, such as "POST /invocations"');
  const routes = allowed === '' ? undefined : reader.parsed(GatewayEnv.MIRROR_ROUTES, allowed, parseMirrorRoutes);
  const limits = {
    timeoutMs: reader.integer(GatewayEnv.MIRROR_TIMEOUT_MS, 5_000, 1, DAY_MS),
    maxBodyBytes: reader.integer(GatewayEnv.MIRROR_MAX_BODY_BYTES, MIB, 0, 64 * MIB),
    maxBytes: reader.integer(GatewayEnv.MIRROR_MAX_BYTES, 32 * MIB, 0, 1024 * MIB),
    maxQueued: reader.integer(GatewayEnv.MIRROR_MAX_QUEUED, 256, 0, 100_000),
    maxInFlight: reader.integer(GatewayEnv.MIRROR_MAX_IN_FLIGHT, 64, 1, 10_000),
  };
  return target === undefined || routes === undefined ? undefined : { target, routes, ...limits };
}
