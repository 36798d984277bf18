import { DeployError } from '../deploy-error';
import {
  PartialCreation,
  Properties,
  ResourceContext,
  ResourceInstance,
  ResourceProvider,
} from '../resources/provider';
import { CustomResourceRequest, CustomResourceResponse, responseProblem, withTextScalars } from './protocol';
import { ResponseServer } from './response-server';

/** `ServiceTimeout` of a custom resource that names none, in seconds; also the longest (CloudFormation reference). */
const DEFAULT_TIMEOUT_SECONDS = 3600;

/** Runs custom resources through the function that their `ServiceToken` names, with CloudFormation's protocol. */
export function customResourceHandler(responses: ResponseServer): ResourceProvider {
  return {
    properties: { update: [], replace: [], others: 'update' },
    attributes: 'any',
    async create(properties, context) {
      const outcome = await ask('Create', properties, {}, context, responses);
      if (outcome.kind === 'answered' && outcome.response.Status === 'SUCCESS') return instanceOf(outcome.response);
      const answered = outcome.kind === 'answered' ? outcome.response.PhysicalResourceId : undefined;
      // The rollback sends a Delete also for a resource whose creation failed, with an id of its own when none came back.
      const physicalId = answered ?? context.physicalName(128);
      throw new PartialCreation(reasonOf(outcome), { physicalId, attributes: {} });
    },
    async update(instance, properties, previous, context) {
      const members = {
        PhysicalResourceId: instance.physicalId,
        OldResourceProperties: withTextScalars(previous) as Properties,
      };
      const outcome = await ask('Update', properties, members, context, responses);
      return instanceOf(succeeded(outcome));
    },
    async delete(instance, properties, context) {
      const members = { PhysicalResourceId: instance.physicalId };
      const outcome = await ask('Delete', properties, members, context, responses);
      succeeded(outcome);
    },
  };
}

type Outcome =
  | { readonly kind: 'answered'; readonly response: CustomResourceResponse }
  | { readonly kind: 'invalid'; readonly problem: string }
  | { readonly kind: 'timeout'; readonly seconds: number };

async function ask(
  RequestType: CustomResourceRequest['RequestType'],
  properties: Properties,
  members: Partial<CustomResourceRequest>,
  context: ResourceContext,
  responses: ResponseServer,
): Promise<Outcome> {
  const RequestId = context.randomId(32);
  const seconds = timeoutSeconds(properties, context);
  const expected = await responses.expect(RequestId);
  const request: CustomResourceRequest = {
    RequestType,
    ResponseURL: expected.url,
    StackId: context.stackId,
    RequestId,
    ResourceType: context.type,
    LogicalResourceId: context.logicalId,
    ...members,
    ResourceProperties: withTextScalars(properties) as Properties,
  };
  const deadline = new AbortController();
  try {
    await invoke(properties.ServiceToken, request, context);
    const timeout = context.account.clock.sleep(seconds * 1000, deadline.signal);
    timeout.catch(() => undefined); // aborted below, once the answer is there
    const body = await Promise.race([expected.body, timeout]);
    return body === undefined ? { kind: 'timeout', seconds } : judged(request, body);
  } finally {
    deadline.abort();
    expected.forget();
  }
}

async function invoke(serviceToken: unknown, request: CustomResourceRequest, context: ResourceContext): Promise<void> {
  if (typeof serviceToken !== 'string' || !serviceToken.includes(':lambda:')) {
    throw new DeployError(
      `ServiceToken of ${context.logicalId} must be a function's ARN, got ${JSON.stringify(serviceToken)}; SNS topics are not emulated`,
    );
  }
  await context.account.call('lambda', 'Invoke', {
    FunctionName: serviceToken,
    InvocationType: 'Event',
    Payload: Buffer.from(JSON.stringify(request)),
  });
}

function judged(request: CustomResourceRequest, body: string): Outcome {
  const problem = responseProblem(request, body);
  if (problem !== undefined) return { kind: 'invalid', problem };
  return { kind: 'answered', response: JSON.parse(body) as CustomResourceResponse };
}

function succeeded(outcome: Outcome): CustomResourceResponse {
  if (outcome.kind === 'answered' && outcome.response.Status === 'SUCCESS') return outcome.response;
  throw new DeployError(reasonOf(outcome));
}

function reasonOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `Received response status [${outcome.response.Status}] from custom resource. Message returned: ${outcome.response.Reason ?? ''}`;
    case 'invalid':
      return outcome.problem;
    case 'timeout':
      return `CloudFormation did not receive a response from your Custom Resource within ${outcome.seconds} s`;
  }
}

function instanceOf(response: CustomResourceResponse): ResourceInstance {
  return { physicalId: response.PhysicalResourceId!, attributes: response.Data ?? {} };
}

/** 1 to 3600 s (CloudFormation reference). */
function timeoutSeconds({ ServiceTimeout }: Properties, { logicalId }: ResourceContext): number {
  if (ServiceTimeout === undefined) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = Number(ServiceTimeout);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= DEFAULT_TIMEOUT_SECONDS) return seconds;
  throw new DeployError(
    `ServiceTimeout of ${logicalId} must be between 1 and ${DEFAULT_TIMEOUT_SECONDS} seconds, got ${ServiceTimeout}`,
  );
}
