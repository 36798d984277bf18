import { IncomingMessage, ServerResponse } from 'node:http';
import { endToEndHeaders } from './headers';

const LENGTH: ReadonlySet<string> = new Set(['content-length']);

/** Of a text that ends too early this much is left. */
const KEPT = 0.6;

/**
 * Answers with JSON that ends too early, as a model does that stops in the middle: the HTTP message is whole, and its status the model's.
 * Of a chat completion it is what the model said, whole or in events; of any other answer it is all of it.
 */
export class TruncatedAnswers {
  private readonly counts = new Map<string, number>();

  /** Whether it is the turn of an answer: of those to the same method and path every second one. */
  isNext({ method, url }: IncomingMessage): boolean {
    const kind = `${method} ${url}`;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return count % 2 === 0;
  }

  async relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = truncated(Buffer.concat(parts).toString('utf8'));
    response.writeHead(incoming.statusCode ?? 502, endToEndHeaders(incoming, LENGTH)).end(body);
  }
}

/** The body of an answer whose JSON ends too early. */
export function truncated(body: string): string {
  return body.startsWith('data:') ? truncatedEvents(body) : (truncatedChat(body) ?? kept(body));
}

function truncatedChat(body: string): string | undefined {
  const completion = objectIn(body);
  const message = completion?.choices?.[0]?.message;
  if (typeof message?.content !== 'string') return undefined;
  message.content = kept(message.content as string);
  return JSON.stringify(completion);
}

/** Events that carry text are left out towards the end; the ones that end the stream stay. */
function truncatedEvents(body: string): string {
  const events = body.split('\n\n');
  const withText = events.filter((event) => typeof deltaOf(event) === 'string');
  const dropped = new Set(withText.slice(Math.ceil(withText.length * KEPT)));
  // A stream of one event has all of its text in it.
  if (dropped.size === 0) return kept(body);
  return events.filter((event) => !dropped.has(event)).join('\n\n');
}

function deltaOf(event: string): unknown {
  return objectIn(event.replace(/^data: ?/, ''))?.choices?.[0]?.delta?.content;
}

function objectIn(text: string): Record<string, any> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function kept(text: string): string {
  return text.slice(0, Math.floor(text.length * KEPT));
}
