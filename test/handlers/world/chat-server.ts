import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Said, speak } from '../../helpers/speak';

/** A request as the server got it. */
export interface ChatRequest {
  /** Environment that was asked for. */
  readonly to: string;
  readonly path: string;
  readonly body: any;
  /** Text of the last message, or the whole body where it is no chat. */
  readonly prompt: string;
}

/** What a server does: says a text, whole or piece by piece, breaks off in the middle, answers a status or bytes, or nothing at all. */
export type ChatAnswer = Said | { readonly status: number } | { readonly raw: string } | 'nothing' | 'refuse';

/** A server of chat completions on the loopback, with server-sent events where they are asked for. */
export class ChatServer {
  readonly requests: ChatRequest[] = [];
  answer: (request: ChatRequest) => ChatAnswer = ({ prompt }) => ({ says: `You said: ${prompt}` });
  private server!: Server;

  async open(): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.respond(requestOf(request, Buffer.concat(chunks).toString()), response));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private respond(request: ChatRequest, response: ServerResponse): void {
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer === 'nothing') return;
    if (answer === 'refuse') return void response.destroy();
    if ('status' in answer) return void response.writeHead(answer.status).end('{"error":{"code":"oops"}}');
    if ('raw' in answer) return void response.writeHead(200, { 'content-type': 'text/plain' }).end(answer.raw);
    speak(response, request.body?.stream === true, answer);
  }
}

function requestOf(request: IncomingMessage, text: string): ChatRequest {
  const body = /^\s*\{/.test(text) ? JSON.parse(text) : undefined;
  return {
    to: request.headers['x-model-environment'] as string,
    path: `${request.method} ${request.url}`,
    body,
    prompt: body?.messages?.at(-1)?.content ?? text,
  };
}
