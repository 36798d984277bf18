import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { LoadRequest } from '../../../contract';
import { nameOf } from '../../shared/errors';
import { variantCommand, ModelError, TargetVariant } from '../../shared/variant-command';
import { bodyOf, Ended, LoadSender } from './sender';

export type SageMakerRuntime = Pick<SageMakerRuntimeClient, 'send'>;

/** By the name of a variant, which gets the requests that name it whatever its weight. */
export class VariantSender implements LoadSender {
  constructor(
    private readonly runtime: SageMakerRuntime,
    private readonly target: TargetVariant,
    private readonly requests: readonly LoadRequest[],
  ) {}

  send(place: number, ended: Ended): () => void {
    const request = this.requests[place % this.requests.length];
    const controller = new AbortController();
    const command = variantCommand(this.target, request.headers, bodyOf(request) ?? Buffer.alloc(0));
    this.runtime.send(command, { abortSignal: controller.signal }).then(
      () => ended(),
      (error: unknown) => ended(classOf(error)),
    );
    return () => controller.abort();
  }

  /** The client's connections are of use for the next part. */
  close(): void {}
}

/** The container's own status, the one of SageMaker, or none at all. */
function classOf(error: unknown): string {
  const { OriginalStatusCode: own, $metadata } = error as ModelError;
  const status = nameOf(error) === 'ModelError' && own !== undefined ? own : $metadata?.httpStatusCode;
  return status === undefined ? 'connection' : `status ${status}`;
}
