import { KeyEndpoint } from '../aws/container-keys';
import { AwsKeys } from '../aws/keys';
import { Origin, originOf } from '../aws/origin';
import { VariableReader } from './variables';

/** How the gateway reaches AWS. Standard variables of AWS' SDKs, so that what holds for these holds for the gateway. */
export interface AwsConfig {
  /** `AWS_REGION`, else `AWS_DEFAULT_REGION`. */
  readonly region: string;
  /**
   * `AWS_ACCESS_KEY_ID` with its secret and token, else the endpoint of the container's role
   * (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, else `..._FULL_URI`).
   */
  readonly keys: AwsKeys | KeyEndpoint;
}

/** The services that the gateway calls: how the name of their endpoint begins, and their variable. */
const SERVICES = {
  ssm: { host: 'ssm', variable: 'AWS_ENDPOINT_URL_SSM' },
  s3: { host: 's3', variable: 'AWS_ENDPOINT_URL_S3' },
  sagemaker: { host: 'runtime.sagemaker', variable: 'AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME' },
} as const;

/** ECS' own address, inside of every task. */
const ECS_HOST = 'http://169.254.170.2';

/** Hosts that may be asked for keys without TLS (SDKs guide, "Container credential provider"): this task, ECS, EKS. */
const KEY_HOSTS = /^(localhost|127(\.\d+){3}|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;

export function readAwsConfig(reader: VariableReader): AwsConfig {
  const region = reader.optional('AWS_REGION') ?? reader.optional('AWS_DEFAULT_REGION') ?? '';
  if (!/^[a-z0-9-]{1,30}$/.test(region)) reader.reject('AWS_REGION', region, 'a region such as eu-west-1', 'set it');
  return { region, keys: readFixedKeys(reader) ?? readKeyEndpoint(reader) };
}

/** Where a service is: `AWS_ENDPOINT_URL_...`, else `AWS_ENDPOINT_URL`, else its public endpoint in the region. */
export function readOrigin(reader: VariableReader, service: keyof typeof SERVICES, region: string): Origin {
  const { host, variable } = SERVICES[service];
  const name = reader.optional(variable) === undefined ? 'AWS_ENDPOINT_URL' : variable;
  const text = reader.optional(name);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const standard: Origin = { hostname: `${host}.${region}.${domain}`, port: 443, secure: true };
  return text === undefined ? standard : (reader.origin(name, text, 'http(s)') ?? standard);
}

function readFixedKeys(reader: VariableReader): AwsKeys | undefined {
  const accessKeyId = reader.optional('AWS_ACCESS_KEY_ID');
  const secretAccessKey = reader.optional('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: reader.optional('AWS_SESSION_TOKEN'), expiresAt: undefined };
}

function readKeyEndpoint(reader: VariableReader): KeyEndpoint {
  const relative = reader.optional('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');
  const name = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
  const text = relative === undefined ? reader.optional(name) : ECS_HOST + relative;
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const origin = originOf(url?.origin ?? '');
  if (text === undefined) reader.add('AWS credentials are missing; give the task a task role');
  else if (url === undefined || origin === undefined || !(origin.secure || KEY_HOSTS.test(url.hostname))) {
    reader.reject(name, text, 'https, or on the loopback or the address of ECS or EKS', 'leave it to them');
  }
  return {
    origin: origin ?? { hostname: '', port: 0, secure: true },
    path: `${url?.pathname}${url?.search}`,
    token: reader.optional('AWS_CONTAINER_AUTHORIZATION_TOKEN'),
    tokenFile: reader.optional('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'),
  };
}
