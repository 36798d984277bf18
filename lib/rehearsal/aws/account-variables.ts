import { devNull } from 'node:os';
import { SECRET_ACCESS_KEY } from './access-keys';

/** Where a program finds the emulated account, and as whom. */
export interface AccountAccess {
  readonly endpoint: string;
  /** Of SageMaker's runtime, which is apart from the rest. */
  readonly runtimeEndpoint?: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/** Variables that lead an SDK to the emulated account only: the machine's own profiles and credential files are out of reach. */
export function accountVariables({
  endpoint,
  runtimeEndpoint,
  region,
  accessKeyId,
}: AccountAccess): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    ...(runtimeEndpoint === undefined ? {} : { AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: runtimeEndpoint }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN: 'rehearsal',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
