import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { GATEWAY_CONTAINER } from '../../contract/index';
import { DisagreementSamplesProps } from '../gateway/disagreement-samples-props';
import { gatewayContainer } from '../gateway/gateway-container';
import { GatewayProps } from '../gateway/gateway-props';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { HostingContext } from '../hosted-model';

const PORT = 8000;
/** When the model server itself listens on the other one. */
const OTHER_PORT = 8001;

export interface SidecarProps {
  readonly gateway: GatewayProps;
  readonly model: ecs.ContainerDefinition;
  readonly modelPort: number;
  /** Path on which the model server tells its health. */
  readonly healthPath: string;
  readonly settings: GatewaySettingsParameter;
  /** `http://host:port` of the test listener. */
  readonly testEndpoint: string;
}

/** A gateway in the candidate. */
export interface Sidecar {
  /** The port that the load balancer calls. */
  readonly port: number;
  /** What of it belongs to a version's content. */
  readonly content: Record<string, unknown>;
}

/** Puts a gateway in front of the model server of the same task. */
export function sidecar(
  scope: Construct,
  taskDefinition: ecs.FargateTaskDefinition,
  context: HostingContext,
  props: SidecarProps,
): Sidecar {
  const port = props.modelPort === PORT ? OTHER_PORT : PORT;
  const container = gatewayContainer(taskDefinition, {
    modelName: context.modelName,
    containerName: GATEWAY_CONTAINER,
    port,
    environment: 'blue', // a release writes the environment that it fills over it
    version: context.version.version,
    upstream: { kind: 'container', container: props.model, port: props.modelPort, healthPath: props.healthPath },
    settings: props.settings,
    mirrorUrl: props.testEndpoint,
    predictPath: context.protocol.predictPath,
    logGroup: new logs.LogGroup(scope, 'GatewayLogs', {
      retention: context.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    props: props.gateway,
  });
  return { port, content: contentOf(props.gateway, container.imageName) };
}

/**
 * What the user said. Neither the program nor a default: an update of this library must not change what a version is, and the next
 * release brings it. Nor whether callers are protected: a release tells the gateways, and no task is another one for it.
 */
function contentOf(
  { image, disagreementSamples, ...settings }: GatewayProps,
  imageName: string,
): Record<string, unknown> {
  return {
    ...plain({ ...settings, protectCallers: undefined }),
    ...(image === undefined ? {} : { image: imageName }),
    ...(disagreementSamples === undefined ? {} : { disagreementSamples: samplesContent(disagreementSamples) }),
  };
}

/** Where samples are put and what they hold; how long a bucket of ours keeps them is no matter of a version. */
function samplesContent({ bucket, ...samples }: DisagreementSamplesProps): Record<string, unknown> {
  return plain({ ...samples, retention: undefined, bucket: bucket?.bucketName });
}

function plain(props: object): Record<string, unknown> {
  const said = Object.entries(props).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    said.map(([name, value]: [string, unknown]) => [name, value instanceof Duration ? value.toMilliseconds() : value]),
  );
}
