import { ModelRequest, PATH_PATTERN, PATH_RULE } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { Problems } from '../private/validation';
import { ModelRequestProps, RequestMethod } from './model-request-props';
import { checkHeaders } from './request-headers';

/** Requests of one check: all of them stand in the state machine's definition. */
export const MAX_REQUESTS = 50;

/** A request as the check function sends it. */
export function modelRequest(
  props: ModelRequestProps,
  at: string,
  protocol: ModelProtocol,
  problems: Problems,
): ModelRequest {
  const path = props.path ?? protocol.predictPath;
  problems.text(`${at}.path`, path, PATH_PATTERN, PATH_RULE);
  checkHeaders(`${at}.headers`, props.headers, problems);
  if (props.method === RequestMethod.GET && props.body !== undefined) {
    problems.add(`${at}.method must be POST or PUT with a body, got GET; leave the body out or change the method`);
  }
  return { method: props.method ?? (props.body === undefined ? 'GET' : 'POST'), path, ...bodyOf(props) };
}

function bodyOf({ body, headers }: ModelRequestProps): Pick<ModelRequest, 'body' | 'headers'> {
  if (body === undefined) return headers === undefined ? {} : { headers };
  if (typeof body === 'string') return { body, ...(headers === undefined ? {} : { headers }) };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}
