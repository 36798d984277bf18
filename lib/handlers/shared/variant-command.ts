import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';

/** A variant, which gets the requests that name it whatever its weight. */
export interface TargetVariant {
  readonly endpointName: string;
  readonly variantName: string;
}

/** What SageMaker throws; the members of the container are there when it answered with another status than 2xx. */
export interface ModelError {
  readonly OriginalStatusCode?: number;
  readonly OriginalMessage?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A request to a variant by the variant's name. Of the headers it has those that InvokeEndpoint has a member for. */
export function variantCommand(
  { endpointName, variantName }: TargetVariant,
  headers: Readonly<Record<string, string>> | undefined,
  body: Uint8Array,
): InvokeEndpointCommand {
  const header = (name: string) => Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1];
  return new InvokeEndpointCommand({
    EndpointName: endpointName,
    TargetVariant: variantName,
    ContentType: header('content-type'),
    Accept: header('accept'),
    CustomAttributes: header('x-amzn-sagemaker-custom-attributes'),
    Body: body,
  });
}
