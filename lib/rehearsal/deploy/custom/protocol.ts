/** Request that CloudFormation sends to the function behind a custom resource (CloudFormation guide, custom resource reference). */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  /** Every scalar is a text. */
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  /** Only on Update. */
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** What the function puts to `ResponseURL`. */
export interface CustomResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly NoEcho?: boolean;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** Longest response body in bytes (CloudFormation guide, custom resource response objects). */
const MAX_RESPONSE_BYTES = 4096;

/** Why CloudFormation would not take this answer to this request, or undefined when it would. */
export function responseProblem(request: CustomResourceRequest, body: string): string | undefined {
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_RESPONSE_BYTES) return `Response object is too long: ${bytes} bytes, ${MAX_RESPONSE_BYTES} at most`;
  const response = parse(body);
  if (response === undefined) return 'Invalid response: the body is not a JSON object';
  if (response.Status !== 'SUCCESS' && response.Status !== 'FAILED') {
    return `Invalid response: Status must be SUCCESS or FAILED, got ${JSON.stringify(response.Status)}`;
  }
  const echoed = (['StackId', 'RequestId', 'LogicalResourceId'] as const).find(
    (member) => response[member] !== request[member],
  );
  if (echoed !== undefined) return `Invalid response: ${echoed} must be that of the request`;
  if (response.Status === 'SUCCESS' && !isText(response.PhysicalResourceId)) return 'Invalid PhysicalResourceId';
  if (response.Status === 'FAILED' && !isText(response.Reason)) return 'Invalid response: FAILED needs a Reason';
  return undefined;
}

/** Turns numbers and booleans into texts at every depth, as CloudFormation does before it calls. */
export function withTextScalars(value: unknown): any {
  if (Array.isArray(value)) return value.map(withTextScalars);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withTextScalars(member)]));
}

function parse(body: string): Partial<CustomResourceResponse> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // not JSON: the caller says so
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
