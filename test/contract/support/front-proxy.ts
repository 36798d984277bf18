import { createServer, IncomingMessage, request, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ApiCall, parseApiCall } from './api-call';

/** An answer of moto, or ours in its place. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A call that went through, with moto's own answer to it. */
export interface JournalEntry extends ApiCall {
  readonly status: number;
  readonly answer: string;
}

/** Runs a function for moto's state machines. */
export type Invoke = (functionName: string, payload: string) => Promise<InvokeAnswer>;

export type InvokeAnswer =
  { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly payload: string };

/** Sees moto's answers before the caller does, and gives the ones that the caller gets. */
export type AnswerHook = (call: ApiCall, answer: Answer) => Promise<Answer>;

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/**
 * Stands in front of moto: notes every call, and answers Lambda's Invoke itself, for which moto would need Docker. Everything
 * else goes through unchanged, except what a hook supplies.
 */
export class FrontProxy {
  readonly journal: JournalEntry[] = [];
  private motoPort = 0;
  private readonly server = createServer((incoming, outgoing) => void this.handle(incoming, outgoing));

  constructor(
    private readonly invoke: Invoke,
    private readonly onAnswer: AnswerHook,
  ) {}

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  forwardTo(port: number): void {
    this.motoPort = port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await textOf(incoming);
      const functionName = INVOCATION.exec(incoming.url ?? '')?.[1];
      const answer =
        functionName === undefined
          ? await this.pass(incoming, body)
          : await this.invocation(decodeURIComponent(functionName), body);
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      outgoing.writeHead(502, { 'content-type': 'text/plain' }).end(`front proxy: ${String(error)}`);
    }
  }

  private async invocation(functionName: string, payload: string): Promise<Answer> {
    const result = await this.invoke(functionName.split(':').at(-1) ?? functionName, payload);
    const failure = result.ok ? {} : { 'x-amz-function-error': 'Unhandled' };
    return { status: 200, headers: { 'content-type': 'application/json', ...failure }, body: result.payload };
  }

  private async pass(incoming: IncomingMessage, body: string): Promise<Answer> {
    const answer = await this.forward(incoming, body);
    const call = parseApiCall(incoming, body);
    if (call === undefined) return answer;
    this.journal.push({ ...call, status: answer.status, answer: answer.body });
    return this.onAnswer(call, answer);
  }

  private forward({ method, url, headers }: IncomingMessage, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: this.motoPort, method, path: url, headers }, (response) => {
        textOf(response).then((text) => {
          const kept = { ...response.headers };
          for (const name of ['content-length', 'transfer-encoding']) delete kept[name]; // of moto's body, which may be replaced
          resolve({ status: response.statusCode ?? 502, headers: kept, body: text });
        }, reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
