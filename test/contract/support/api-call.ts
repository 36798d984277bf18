import { IncomingMessage } from 'node:http';

/** What a request says about itself: who asks which service for what. */
export interface ApiCall {
  /** Access key id of the signature: tells a function's calls from the test's own. */
  readonly accessKeyId: string;
  readonly region: string;
  /** Signing name, for example `elasticloadbalancing`. */
  readonly service: string;
  readonly operation: string;
  readonly body: string;
}

/** Reads the signature's scope, and the operation from the protocol's place for it. Undefined for an unsigned request. */
export function parseApiCall({ headers, url = '' }: IncomingMessage, body: string): ApiCall | undefined {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  if (scope === null) return undefined;
  const [, accessKeyId, region, service] = scope;
  return { accessKeyId, region, service, operation: operationOf(url, headers['x-amz-target'], body), body };
}

/** The only call of the handlers by a REST protocol, where the path says what is meant. */
const INVOKE_ENDPOINT = /^\/endpoints\/[^/]+\/invocations$/;

/** JSON protocols name it in a header, the query protocol in a form field. */
function operationOf(url: string, target: string | string[] | undefined, body: string): string {
  if (INVOKE_ENDPOINT.test(url)) return 'InvokeEndpoint';
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return new URLSearchParams(body).get('Action') ?? 'unknown';
}
