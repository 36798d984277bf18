import { FEATURE_STORE_RUNTIME, SAGEMAKER_RUNTIME } from './service-name';

/** How one operation of a REST service is written. */
export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  /** Named groups are path members. */
  readonly path: RegExp;
  /** Status of a successful answer. */
  readonly status: number;
  /** Member that is the raw body of request and answer, instead of JSON. */
  readonly payload?: string;
  /** Whether the payload of the answer is a stream of events. @default false */
  readonly streams?: boolean;
  /** Members that travel in headers of the request. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Members that travel in headers of the answer. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Members that travel in the query string. */
  readonly query?: Readonly<Record<string, string>>;
}

const FUNCTION = '/2015-03-31/functions/(?<FunctionName>[^/]+)';
const QUALIFIER = { Qualifier: 'Qualifier' };

/** Lambda API reference, "Request Syntax" of each operation. */
const LAMBDA: readonly RestRoute[] = [
  {
    operation: 'Invoke',
    method: 'POST',
    path: new RegExp(`^${FUNCTION}/invocations$`),
    status: 200,
    payload: 'Payload',
    requestHeaders: {
      InvocationType: 'x-amz-invocation-type',
      LogType: 'x-amz-log-type',
      ClientContext: 'x-amz-client-context',
    },
    answerHeaders: {
      FunctionError: 'x-amz-function-error',
      LogResult: 'x-amz-log-result',
      ExecutedVersion: 'x-amz-executed-version',
    },
    query: QUALIFIER,
  },
  { operation: 'CreateFunction', method: 'POST', path: /^\/2015-03-31\/functions$/, status: 201 },
  { operation: 'GetFunction', method: 'GET', path: new RegExp(`^${FUNCTION}$`), status: 200, query: QUALIFIER },
  { operation: 'DeleteFunction', method: 'DELETE', path: new RegExp(`^${FUNCTION}$`), status: 204, query: QUALIFIER },
  { operation: 'UpdateFunctionCode', method: 'PUT', path: new RegExp(`^${FUNCTION}/code$`), status: 200 },
  {
    operation: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: new RegExp(`^${FUNCTION}/configuration$`),
    status: 200,
  },
  {
    operation: 'AddPermission',
    method: 'POST',
    path: new RegExp(`^${FUNCTION}/policy$`),
    status: 201,
    query: QUALIFIER,
  },
  {
    operation: 'RemovePermission',
    method: 'DELETE',
    path: new RegExp(`^${FUNCTION}/policy/(?<StatementId>[^/]+)$`),
    status: 204,
    query: QUALIFIER,
  },
];

const SAGEMAKER = 'x-amzn-sagemaker';
const INVOCATION = {
  method: 'POST',
  status: 200,
  payload: 'Body',
  requestHeaders: {
    ContentType: 'content-type',
    CustomAttributes: `${SAGEMAKER}-custom-attributes`,
    TargetModel: `${SAGEMAKER}-target-model`,
    TargetVariant: `${SAGEMAKER}-target-variant`,
    TargetContainerHostname: `${SAGEMAKER}-target-container-hostname`,
    InferenceId: `${SAGEMAKER}-inference-id`,
    EnableExplanations: `${SAGEMAKER}-enable-explanations`,
    InferenceComponentName: `${SAGEMAKER}-inference-component`,
    SessionId: `${SAGEMAKER}-session-id`,
  },
  answerHeaders: {
    InvokedProductionVariant: 'x-amzn-invoked-production-variant',
    CustomAttributes: `${SAGEMAKER}-custom-attributes`,
  },
} as const;

/** SageMaker API reference, "Request Syntax" and "Response Syntax" of both operations. */
const INVOCATIONS: readonly RestRoute[] = [
  {
    ...INVOCATION,
    operation: 'InvokeEndpoint',
    path: /^\/endpoints\/(?<EndpointName>[^/]+)\/invocations$/,
    requestHeaders: { ...INVOCATION.requestHeaders, Accept: 'accept' },
    answerHeaders: { ...INVOCATION.answerHeaders, ContentType: 'content-type' },
  },
  {
    ...INVOCATION,
    operation: 'InvokeEndpointWithResponseStream',
    path: /^\/endpoints\/(?<EndpointName>[^/]+)\/invocations-response-stream$/,
    streams: true,
    requestHeaders: { ...INVOCATION.requestHeaders, Accept: `${SAGEMAKER}-accept` },
    answerHeaders: { ...INVOCATION.answerHeaders, ContentType: `${SAGEMAKER}-content-type` },
  },
];

/** Bedrock API reference, "Request Syntax" and "Response Syntax" of both operations. */
const BEDROCK: readonly RestRoute[] = [
  { operation: 'Converse', method: 'POST', path: /^\/model\/(?<modelId>[^/]+)\/converse$/, status: 200 },
  {
    operation: 'InvokeModel',
    method: 'POST',
    path: /^\/model\/(?<modelId>[^/]+)\/invoke$/,
    status: 200,
    payload: 'body',
    requestHeaders: { contentType: 'content-type', accept: 'accept' },
    answerHeaders: { contentType: 'content-type' },
  },
];

/** API reference of Feature Store's runtime. */
const FEATURE_RECORDS: readonly RestRoute[] = [
  { operation: 'BatchGetRecord', method: 'POST', path: /^\/BatchGetRecord$/, status: 200 },
];

const ROUTES: Readonly<Record<string, readonly RestRoute[]>> = {
  lambda: LAMBDA,
  [SAGEMAKER_RUNTIME]: INVOCATIONS,
  bedrock: BEDROCK,
  [FEATURE_STORE_RUNTIME]: FEATURE_RECORDS,
};

/** Routes of a REST service; none for one that the emulator does not have. */
export function restRoutes(service: string): readonly RestRoute[] {
  return ROUTES[service] ?? [];
}
