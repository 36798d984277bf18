import { OperationError } from './operation-error';

/** Options that every command of the operator takes. */
export interface ConnectionOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** What every SDK client is made with. Absent members follow the SDK's own rules (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, …). */
export interface Connection {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
}

export function connectionOf({ region, profile, endpointUrl }: ConnectionOptions): Connection {
  if (endpointUrl !== undefined && !isHttpUrl(endpointUrl)) {
    throw new OperationError(
      `--endpoint-url must be a URL like http://127.0.0.1:4566, got "${endpointUrl}"; leave it out for AWS itself`,
    );
  }
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
