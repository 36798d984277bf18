import { IncomingMessage, ServerResponse } from 'node:http';
import { endToEndHeaders } from './headers';

interface WholeAnswer {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/**
 * Answers with what the request before it of the same method and path got, as a model does that mixes its callers up: every answer is
 * valid, and wrong.
 */
export class SwappedAnswers {
  private readonly last = new Map<string, WholeAnswer>();

  async relay({ method, url }: IncomingMessage, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const kind = `${method} ${url}`;
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const own = { headers: endToEndHeaders(incoming), body: Buffer.concat(parts) };
    const { headers, body } = this.last.get(kind) ?? own;
    this.last.set(kind, own);
    response.writeHead(incoming.statusCode ?? 502, [...headers]).end(body);
  }
}
