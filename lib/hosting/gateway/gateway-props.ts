import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { DisagreementSamplesProps } from './disagreement-samples-props';

/**
 * Settings of the gateway: a proxy of this library in front of the model that measures each second and can mirror requests. It
 * speaks HTTP/1.1 and takes about 400 requests a second on a quarter of a vCPU.
 */
export interface GatewayProps {
  /**
   * Image with Node.js 20 or newer as `node` on its path; the program itself comes with the task definition. Give a digest to
   * pin it, or an image of your own registry when tasks can't reach the public one. It must be for the architecture of the task: with
   * SageMaker hosting ARM64, with ECS hosting that of the model.
   *
   * @default - public.ecr.aws/docker/library/node:22-slim
   */
  readonly image?: ecs.ContainerImage;

  /**
   * Most memory of the gateway in MiB, 128 to 4096, out of the task's. A gateway above it is killed, and its task replaced.
   *
   * @default 256
   */
  readonly memoryLimitMiB?: number;

  /**
   * How long the model may take until the head of its answer, 1 to 3600 s; then the caller gets 504. A caller that leaves unanswered after
   * half of it counts as an error of the model, too. With `protectCallers` it must be below the load balancer's idle timeout: an error at
   * synth, but for an imported load balancer, which does not tell its own.
   *
   * @default - 60 s; with `protectCallers` 20 s
   */
  readonly timeout?: Duration;

  /**
   * Idle connections to the model server are closed after this, 0.1 to 3600 s. Must be below the model server's own idle timeout.
   * Meaningless with SageMaker.
   *
   * @default Duration.seconds(1)
   */
  readonly modelIdleTimeout?: Duration;

  /**
   * Idle connections of the load balancer are closed after this, 1 to 4200 s. Must be above the load balancer's idle timeout (60 s
   * unless you set another), else requests meet closing connections: an error at synth, but for an imported load balancer, which
   * does not tell its own.
   *
   * @default Duration.seconds(75)
   */
  readonly clientIdleTimeout?: Duration;

  /**
   * Most requests under way at once in one gateway, 1 to 100000; further ones get 503. With `protectCallers` as many again may go
   * straight to the version before.
   *
   * @default 1000
   */
  readonly maxConcurrentRequests?: number;

  /**
   * How long a gateway that is stopped may still take for the requests that it has, 10 to 120 s; then they are cut off. The first
   * 5 s of it requests are still taken.
   *
   * @default Duration.seconds(30)
   */
  readonly stopTimeout?: Duration;

  /**
   * How often the gateway looks for a change of share and target of mirroring, 1 to 60 s. Each stage of a shadow check
   * must take at least three times as long.
   *
   * @default Duration.seconds(5)
   */
  readonly settingsInterval?: Duration;

  /**
   * Methods and paths that may be mirrored, such as `POST /invocations`; a `*` at the end stands for any rest. Nothing else is
   * ever sent twice. An empty list turns mirroring off for good: a shadow check is an error then, as it is with SageMaker without a
   * route of POST.
   *
   * @default - POST to the protocol's path of predictions
   */
  readonly mirrorRoutes?: string[];

  /**
   * Requests with larger bodies are not mirrored, in bytes, 0 to 67108864 (64 MiB).
   *
   * @default 1048576
   */
  readonly maxMirrorBodyBytes?: number;

  /**
   * How long a mirrored request may take, 1 to 600 s; the live one never waits for it. More than 60 s are an error with a shadow check:
   * requests that hang would not be counted before its verdict.
   *
   * @default Duration.seconds(5)
   */
  readonly mirrorTimeout?: Duration;

  /**
   * Has the version before answer what a new one fails, from its shift until the end of its standby time: a request that the new model
   * answers with 5xx, not at all, or later than `timeout` (20 s then, unless you say so) is sent once more, to the version before, and its caller gets that answer, with
   * the header `x-model-protected`. A model that has answered nothing well for a second, five requests at least, is asked one request a
   * second; the others go straight to the version before, as do those for which `maxConcurrentRequests` has no room. Only what `mirrorRoutes` allow, which is to be safe to send twice,
   * only bodies up to `maxMirrorBodyBytes`, only while nothing of an answer was sent, and no request with the header
   * `x-model-environment`. Nothing of it hides a bad version: what its model fails counts as its errors, by which the alarms
   * `fast-errors` and `gateway-errors` and the end of the bake decide. A release waits one `settingsInterval` before the shift, for the
   * gateways to learn of it. Gateways that run since before this existed say that they can't read their settings, and do without.
   *
   * @default false
   */
  readonly protectCallers?: boolean;

  /**
   * Keeps a few of the requests that a shadow check finds answered otherwise, in S3, for people to look at. Gateways that run keep
   * none: with ECS hosting they begin with the version that is live after this.
   *
   * @default - none are kept
   */
  readonly disagreementSamples?: DisagreementSamplesProps;
}
