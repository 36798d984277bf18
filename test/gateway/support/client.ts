import { Agent, IncomingHttpHeaders, IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Buffer;
  readonly agent?: Agent;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** One request, on a connection of its own unless an agent is given. */
export async function call(
  port: number,
  { method = 'GET', path = '/', headers, body, agent }: Call = {},
): Promise<Reply> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: agent ?? false });
    request.on('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
  return { ...(await read(incoming)), rawHeaders: incoming.rawHeaders };
}

async function read(incoming: IncomingMessage): Promise<Omit<Reply, 'rawHeaders'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
}

export function predict(port: number, more: Call = {}): Promise<Reply> {
  return call(port, { method: 'POST', path: '/invocations', body: '{"x":1}', ...more });
}

/** Sends bytes as they are; resolves with all that came back until the server closed or `untilMs` passed. */
export async function raw(port: number, bytes: string, untilMs = 300): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const timer = setTimeout(() => socket.destroy(), untilMs);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(bytes);
  });
}
