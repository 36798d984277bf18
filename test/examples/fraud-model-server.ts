import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Folder of the example's model and its server. */
export const MODEL = join(__dirname, '../../examples/fraud-detection/model');

/** A real `server.mjs`: a process of its own on a free loopback port. */
export class ModelServer {
  private readonly agent = new Agent({ keepAlive: true });
  readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
  }

  static async start(version: string, env: Record<string, string> = {}): Promise<ModelServer> {
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: MODEL,
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', MODEL_VERSION: version, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new ModelServer(child, (JSON.parse(line) as { port: number }).port);
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const sent = this.open(method, path);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
    return answerOf(sent);
  }

  open(method: string, path: string) {
    return request({ host: '127.0.0.1', port: this.port, method, path, agent: this.agent });
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  async end(): Promise<void> {
    this.agent.destroy();
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: any;
}

export async function answerOf(sent: ReturnType<typeof request>): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
}

/** Resolves as soon as the server takes no more connections. */
export async function refused({ port }: ModelServer): Promise<void> {
  for (;;) {
    const probe = request({ host: '127.0.0.1', port, path: '/v2/health/live', agent: false }).end();
    const refusal = await answerOf(probe).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (refusal === 'ECONNREFUSED') return;
  }
}
