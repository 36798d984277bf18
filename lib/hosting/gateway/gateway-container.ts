import { Duration, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { EnvironmentName, GATEWAY_HEALTH_PATH, GatewayEnv } from '../../contract/index';
import { parseMirrorRoutes } from '../../core/mirror-routes';
import { DisagreementSamples } from './disagreement-samples';
import { GatewayProps } from './gateway-props';
import { healthCommand, inlineCode, startCommand } from './inline-code';
import { modelTimeout } from './model-timeout';
import { GatewaySettingsParameter } from './settings-parameter';

export const DEFAULT_GATEWAY_MEMORY_MIB = 256;

const DEFAULT_IMAGE = 'public.ecr.aws/docker/library/node:22-slim';

/** User `node` of the official images, by its number: an image of the user's own may know no such name. */
const NODE_USER = '1000';

/** Time between the end of the gateway's own patience at a stop and ECS' SIGKILL. */
const BEFORE_KILL_MS = 3_000;

/** What a gateway stands in front of. */
export type GatewayUpstream =
  | {
      readonly kind: 'container';
      /** A container of the same task, which starts before the gateway and stops after it. */
      readonly container: ecs.ContainerDefinition;
      readonly port: number;
      readonly healthPath: string;
    }
  | { readonly kind: 'sagemaker'; readonly endpointName: string };

export interface GatewayContainerOptions {
  readonly modelName: string;
  /** Unique in the task. */
  readonly containerName: string;
  /** Unique in the task. */
  readonly port: number;
  /** Whose traffic it is; a dimension of the metrics. */
  readonly environment: EnvironmentName;
  readonly version: string;
  readonly upstream: GatewayUpstream;
  readonly settings: GatewaySettingsParameter;
  /** `http://host:port` of the test listener, which copies are sent to; left out, nothing is ever mirrored. */
  readonly mirrorUrl?: string;
  /** Path of predictions: what may be mirrored unless the user says otherwise. */
  readonly predictPath: string;
  readonly logGroup: logs.ILogGroup;
  readonly props: GatewayProps;
}

/**
 * Adds a gateway to a Fargate task: its program travels in the task definition and runs on a stock Node.js image, without root, on
 * a read-only file system. The task's role may read the settings parameter, and put samples where it is to keep them.
 */
export function gatewayContainer(
  taskDefinition: ecs.FargateTaskDefinition,
  options: GatewayContainerOptions,
): ecs.ContainerDefinition {
  const { containerName, port, upstream, props } = options;
  const samples = samplesOf(options);
  const memoryLimitMiB = props.memoryLimitMiB ?? DEFAULT_GATEWAY_MEMORY_MIB;
  const container = taskDefinition.addContainer(`Gateway-${containerName}`, {
    containerName,
    image: props.image ?? ecs.ContainerImage.fromRegistry(DEFAULT_IMAGE),
    entryPoint: ['node'],
    command: startCommand(memoryLimitMiB),
    environment: { ...gatewayEnvironment(taskDefinition, options), ...samples?.variables() },
    memoryLimitMiB,
    essential: true,
    user: NODE_USER,
    readonlyRootFilesystem: true,
    portMappings: [{ containerPort: port, protocol: ecs.Protocol.TCP }],
    stopTimeout: stopTimeout(props),
    healthCheck: {
      command: healthCommand(port, GATEWAY_HEALTH_PATH),
      interval: Duration.seconds(15),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(15),
    },
    logging: ecs.LogDrivers.awsLogs({
      logGroup: options.logGroup,
      streamPrefix: containerName,
      mode: ecs.AwsLogDriverMode.NON_BLOCKING, // a stuck log must not stop requests
    }),
  });
  if (upstream.kind === 'container') {
    // ECS stops in the reverse order: the gateway drains while the model still answers.
    container.addContainerDependencies({
      container: upstream.container,
      condition: ecs.ContainerDependencyCondition.START,
    });
  }
  options.settings.grantRead(taskDefinition.taskRole);
  samples?.grantPut(taskDefinition.taskRole);
  options.settings.gateways.push({ container, taskDefinition });
  return container;
}

function samplesOf({ modelName, settings, props }: GatewayContainerOptions): DisagreementSamples | undefined {
  const { disagreementSamples } = props;
  return disagreementSamples && DisagreementSamples.of(settings.scope, modelName, disagreementSamples);
}

/** Variables of a gateway; `lib/gateway/config` says what they mean. */
function gatewayEnvironment(
  taskDefinition: ecs.FargateTaskDefinition,
  options: GatewayContainerOptions,
): { [name: string]: string } {
  const { props } = options;
  return {
    [GatewayEnv.CODE]: inlineCode(),
    [GatewayEnv.PORT]: String(options.port),
    [GatewayEnv.HEALTH_PATH]: GATEWAY_HEALTH_PATH,
    [GatewayEnv.MODEL_NAME]: options.modelName,
    [GatewayEnv.ENVIRONMENT]: options.environment,
    [GatewayEnv.VERSION]: options.version,
    [GatewayEnv.SETTINGS_PARAMETER]: options.settings.name,
    AWS_REGION: Stack.of(taskDefinition).region,
    [GatewayEnv.STOP_MS]: String(stopTimeout(props).toMilliseconds() - BEFORE_KILL_MS),
    ...upstreamVariables(options.upstream),
    ...mirrorVariables(options),
    ...given(GatewayEnv.TIMEOUT_MS, modelTimeout(props)),
    ...given(GatewayEnv.MODEL_IDLE_MS, props.modelIdleTimeout),
    ...given(GatewayEnv.CLIENT_IDLE_MS, props.clientIdleTimeout),
    ...given(GatewayEnv.MAX_IN_FLIGHT, props.maxConcurrentRequests),
    ...given(GatewayEnv.SETTINGS_POLL_MS, props.settingsInterval),
  };
}

function upstreamVariables(upstream: GatewayUpstream): { [name: string]: string } {
  switch (upstream.kind) {
    case 'container':
      return {
        [GatewayEnv.MODEL_URL]: `http://127.0.0.1:${upstream.port}`,
        [GatewayEnv.MODEL_HEALTH_PATH]: upstream.healthPath,
      };
    case 'sagemaker':
      return { [GatewayEnv.SAGEMAKER_ENDPOINT]: upstream.endpointName };
    default:
      return upstream satisfies never;
  }
}

/** Whether a gateway with these settings mirrors anything: an empty list of routes turns it off. */
function mirrors({ mirrorRoutes }: GatewayProps): boolean {
  return mirrorRoutes?.length !== 0;
}

function mirrorVariables({ mirrorUrl, predictPath, props }: GatewayContainerOptions): { [name: string]: string } {
  if (mirrorUrl === undefined || !mirrors(props)) return {};
  const routes = (props.mirrorRoutes ?? [`POST ${predictPath.split('?')[0]}`]).join(',');
  parseMirrorRoutes(routes); // throws: a gateway with routes that it can't read would not start
  return {
    [GatewayEnv.MIRROR_URL]: mirrorUrl,
    [GatewayEnv.MIRROR_ROUTES]: routes,
    ...given(GatewayEnv.MIRROR_MAX_BODY_BYTES, props.maxMirrorBodyBytes),
    ...given(GatewayEnv.MIRROR_TIMEOUT_MS, props.mirrorTimeout),
  };
}

/** A variable for what the user gave; the gateway's own default stands for the rest. */
function given(name: string, value: Duration | number | undefined): { [name: string]: string } {
  if (value === undefined) return {};
  return { [name]: String(typeof value === 'number' ? value : value.toMilliseconds()) };
}

function stopTimeout(props: GatewayProps): Duration {
  return props.stopTimeout ?? Duration.seconds(30);
}
