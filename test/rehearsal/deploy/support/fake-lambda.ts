import { Account } from '../../../../lib/rehearsal/aws/account';
import { EmulatedService } from '../../../../lib/rehearsal/aws/service';
import { CustomResourceRequest, CustomResourceResponse } from '../../../../lib/rehearsal/deploy/custom/protocol';

/** What a handler answers; `undefined` never answers. */
export type Answer = Partial<CustomResourceResponse> | string | undefined;
export type Handler = (request: CustomResourceRequest) => Answer | Promise<Answer>;

/** Functions that run inside the test and speak the protocol of custom resources. */
export class FakeLambda implements EmulatedService {
  readonly signingName = 'lambda';
  readonly protocol = 'rest-json';
  readonly requests: CustomResourceRequest[] = [];
  /** HTTP status of each answer's PUT. */
  readonly statuses: number[] = [];
  handler: Handler = (request) => ({
    PhysicalResourceId: request.PhysicalResourceId ?? `${request.LogicalResourceId}-1`,
  });
  readonly operations = {
    Invoke: {
      required: ['FunctionName', 'Payload'],
      authorize: () => [],
      handle: (input: { Payload: Uint8Array }) => {
        const request = JSON.parse(Buffer.from(input.Payload).toString()) as CustomResourceRequest;
        this.requests.push(request);
        const release = this.account.clock.hold();
        void this.answer(request).finally(release);
        return { StatusCode: 202 };
      },
    },
  };

  constructor(private readonly account: Account) {
    account.register(this);
  }

  /** `Create A`, `Update A`, …: what was asked for, in order. */
  calls(): readonly string[] {
    return this.requests.map((request) => `${request.RequestType} ${request.LogicalResourceId}`);
  }

  private async answer(request: CustomResourceRequest): Promise<void> {
    const answer = await this.handler(request);
    if (answer === undefined) return;
    const body = typeof answer === 'string' ? answer : JSON.stringify(this.complete(request, answer));
    const { status } = await fetch(request.ResponseURL, { method: 'PUT', body });
    this.statuses.push(status);
  }

  private complete(request: CustomResourceRequest, answer: Partial<CustomResourceResponse>): CustomResourceResponse {
    const { StackId, RequestId, LogicalResourceId } = request;
    const PhysicalResourceId = request.PhysicalResourceId ?? `${LogicalResourceId}-1`;
    return { Status: 'SUCCESS', PhysicalResourceId, StackId, RequestId, LogicalResourceId, ...answer };
  }
}
