import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Clock } from '../../clock';

/** A response that is awaited. */
export interface ExpectedResponse {
  readonly url: string;
  /** Body of the first PUT. */
  readonly body: Promise<string>;
  /** Stops waiting; a later PUT is answered with 403, as an expired URL is. */
  forget(): void;
}

/** Receives the answers of custom resources on the loopback, where AWS gives them a signed S3 URL. Starts with the first use. */
export class ResponseServer {
  private readonly waiting = new Map<string, (body: string) => void>();
  private listening: Promise<Server> | undefined;

  constructor(private readonly clock: Clock) {}

  /** @param token path of the URL; must be unique and safe in a URL */
  async expect(token: string): Promise<ExpectedResponse> {
    this.listening ??= this.listen();
    const { port } = (await this.listening).address() as AddressInfo;
    const path = `/${token}`;
    const body = new Promise<string>((resolve) => this.waiting.set(path, resolve));
    return { url: `http://127.0.0.1:${port}${path}`, body, forget: () => this.waiting.delete(path) };
  }

  async close(): Promise<void> {
    if (this.listening === undefined) return;
    const server = await this.listening;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    this.listening = undefined;
  }

  private listen(): Promise<Server> {
    const server = createServer((request, response) => void this.receive(request, response));
    server.unref(); // an engine that nobody closed must not keep the process alive
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  }

  /** Holds the clock until the answer is written, so that no timeout comes due while a response is on its way. */
  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const release = this.clock.hold();
    response.once('close', release);
    const body = await text(request).catch(() => undefined);
    const path = request.url ?? '';
    const resolve = this.waiting.get(path);
    if (request.method !== 'PUT' || resolve === undefined || body === undefined) {
      response.writeHead(request.method === 'PUT' ? 403 : 405).end();
      return;
    }
    this.waiting.delete(path);
    resolve(body);
    response.writeHead(200).end();
  }
}
