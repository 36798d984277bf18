import { ServerResponse, STATUS_CODES } from 'node:http';
import { GATEWAY_ERROR_HEADER, GatewayError } from '../../contract/gateway';

const STATUS: Record<GatewayError, number> = {
  refused: 400,
  unreachable: 502,
  'cut-off': 502,
  'invalid-answer': 502,
  timeout: 504,
  overloaded: 503,
};

/** Answers instead of the model, in a way that callers can tell apart from the model's own errors. */
export function answerInstead(
  response: ServerResponse,
  reason: GatewayError,
  problem: string,
  more: { readonly status?: number; readonly close?: boolean } = {},
): void {
  const body = JSON.stringify({ error: problem });
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(Buffer.byteLength(body)),
    GATEWAY_ERROR_HEADER,
    reason,
  ];
  if (more.close === true) headers.push('connection', 'close');
  const status = more.status ?? STATUS[reason];
  response.writeHead(status, STATUS_CODES[status], headers).end(body); // the text replaces the model's, if that was set
}
