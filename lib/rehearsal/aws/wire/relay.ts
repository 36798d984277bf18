import { IncomingMessage, request } from 'node:http';
import { WireAnswer, WireRequest } from './codec';

/** Headers of one connection (RFC 9110 section 7.6.1). */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Passes a request on as it is, so that its signature stays right, and the answer back as it comes. */
export async function relay(
  endpoint: string,
  { method, path, query, headers, body }: WireRequest,
): Promise<WireAnswer> {
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const passed = request(endpoint + path + search, { method, headers, agent: false }, resolve);
    passed.on('error', reject);
    passed.end(body);
  });
  return {
    status: answer.statusCode!,
    headers: endToEnd(answer),
    body: answer,
    cancel: () => answer.destroy(),
  };
}

function endToEnd({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
