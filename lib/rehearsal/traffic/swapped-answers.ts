import { IncomingMessage, ServerResponse } from 'node:http';
import { endToEndHeaders } from './headers';

interface WholeAnswer {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Answers with what the request before got, as a model does that mixes its callers up: every answer is valid, and wrong. */
export class SwappedAnswers {
  private last: WholeAnswer | undefined;

  async relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const own = { headers: endToEndHeaders(incoming), body: Buffer.concat(parts) };
    const { headers, body } = this.last ?? own;
    this.last = own;
    response.writeHead(incoming.statusCode ?? 502, [...headers]).end(body);
  }
}
