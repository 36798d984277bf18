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
  /** @default - as the SDK finds them */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export function connectionOf({ region, profile, endpointUrl }: ConnectionOptions): Connection {
  if (endpointUrl !== undefined && !isHttpUrl(endpointUrl)) {
    throw new OperationError(
      `--endpoint-url must be a URL like http://127.0.0.1:4566, got "${endpointUrl}"; leave it out for AWS itself`,
    );
  }
  assertRegion(region);
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  };
}

/** The SDK takes an empty region (a script's unset variable) for one, and fails with a word about hostnames. */
function assertRegion(option: string | undefined): void {
  const [source, region] = option === undefined ? ['AWS_REGION', process.env.AWS_REGION] : ['--region', option];
  if (region === undefined || region.trim() !== '') return;
  throw new OperationError(
    `${source} must name a region like eu-west-1, got "${region}"; pass --region, or set AWS_REGION`,
  );
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
