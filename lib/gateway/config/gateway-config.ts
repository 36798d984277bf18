import { ENVIRONMENTS, EnvironmentName } from '../../contract/environment';
import { GatewayEnv } from '../../contract/gateway';
import { MirrorRoutes, parseMirrorRoutes } from '../mirror/routes';
import { CompleteSettings, NO_SETTINGS, parseSettings } from '../settings/settings';
import { Address, VariableReader, Variables } from './variables';

/** Everything that is fixed while a gateway runs. Times in milliseconds, sizes in bytes. */
export interface GatewayConfig {
  readonly port: number;
  /** Undefined: every address, of IPv6 too. */
  readonly host: string | undefined;
  readonly model: Address & { readonly healthPath: string };
  /** Path under which the gateway tells the model's health. */
  readonly healthPath: string;
  readonly dimensions: { readonly model: string; readonly environment: EnvironmentName; readonly version: string };
  /** Until the head of the answer. */
  readonly timeoutMs: number;
  /** Idle connections to the model are closed after this; must be below the model server's own idle timeout. */
  readonly modelIdleMs: number;
  /** Idle connections of callers are closed after this; must be above the load balancer's idle timeout. */
  readonly clientIdleMs: number;
  readonly maxInFlight: number;
  /** After SIGTERM, requests are still taken for this long, while the load balancer learns of it. */
  readonly drainMs: number;
  /** After SIGTERM, requests that are still under way are cut off; below ECS' stop timeout. */
  readonly stopMs: number;
  readonly settings: SettingsConfig;
  /** Undefined: nothing is ever mirrored. */
  readonly mirror: MirrorConfig | undefined;
}

/** Where the settings that a release changes come from: `file` wins over `fixed`. */
export interface SettingsConfig {
  readonly fixed: CompleteSettings;
  readonly file: string | undefined;
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

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Reads the configuration. Throws one error that names every problem. */
export function readConfig(variables: Variables): GatewayConfig {
  const reader = new VariableReader(variables);
  const config: GatewayConfig = {
    port: reader.integer(GatewayEnv.PORT, 8000, 0, 65_535),
    host: reader.optional(GatewayEnv.HOST),
    model: readModel(reader),
    healthPath: reader.path(GatewayEnv.HEALTH_PATH, reader.optional(GatewayEnv.HEALTH_PATH) ?? '/gateway/health'),
    dimensions: readDimensions(reader),
    timeoutMs: reader.integer(GatewayEnv.TIMEOUT_MS, 60_000, 1, DAY_MS), // ALB's own default; it gives up then
    modelIdleMs: reader.integer(GatewayEnv.MODEL_IDLE_MS, 1_000, 1, DAY_MS), // half of the shortest default known: gunicorn's 2 s
    clientIdleMs: reader.integer(GatewayEnv.CLIENT_IDLE_MS, 75_000, 1, DAY_MS), // ALB's default is 60 s
    maxInFlight: reader.integer(GatewayEnv.MAX_IN_FLIGHT, 1_000, 1, 100_000),
    drainMs: reader.integer(GatewayEnv.DRAIN_MS, 5_000, 0, 120_000),
    stopMs: reader.integer(GatewayEnv.STOP_MS, 25_000, 0, 120_000), // ECS kills after 30 s by default
    settings: readSettingsConfig(reader),
    mirror: readMirror(reader),
  };
  if (config.drainMs > config.stopMs) {
    reader.reject(GatewayEnv.DRAIN_MS, String(config.drainMs), `at most ${GatewayEnv.STOP_MS}`, 'lower it');
  }
  reader.throwIfAny();
  return config;
}

function readModel(reader: VariableReader): GatewayConfig['model'] {
  const url = reader.required(GatewayEnv.MODEL_URL, 'the origin of the model server, such as http://127.0.0.1:8080');
  const path = reader.required(GatewayEnv.MODEL_HEALTH_PATH, 'the path on which the model server tells its health');
  const address = url === '' ? undefined : reader.address(GatewayEnv.MODEL_URL, url);
  const healthPath = path === '' ? path : reader.path(GatewayEnv.MODEL_HEALTH_PATH, path);
  return { hostname: address?.hostname ?? '', port: address?.port ?? 0, healthPath };
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

function readSettingsConfig(reader: VariableReader): SettingsConfig {
  const text = reader.optional(GatewayEnv.SETTINGS);
  return {
    fixed: (text === undefined ? undefined : reader.parsed(GatewayEnv.SETTINGS, text, parseSettings)) ?? NO_SETTINGS,
    file: reader.optional(GatewayEnv.SETTINGS_FILE),
    pollMs: reader.integer(GatewayEnv.SETTINGS_POLL_MS, 5_000, 100, 300_000),
  };
}

function readMirror(reader: VariableReader): MirrorConfig | undefined {
  const url = reader.optional(GatewayEnv.MIRROR_URL);
  if (url === undefined) return undefined;
  const target = reader.address(GatewayEnv.MIRROR_URL, url);
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
