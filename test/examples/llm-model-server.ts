import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Folder of the example's model and its server. */
export const MODEL = join(__dirname, '../../examples/llm-service/model');

/** A real `server.mjs`: a process of its own on a free loopback port. */
export class LlmServer {
  readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
  }

  static async start(version: string): Promise<LlmServer> {
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: MODEL,
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', MODEL_VERSION: version },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new LlmServer(child, (JSON.parse(line) as { port: number }).port);
  }

  /** Answer to a chat with one message of the user, greedy unless told otherwise. */
  async chat(content: string, members: object = {}): Promise<Response> {
    return this.post({ messages: [{ role: 'user', content }], temperature: 0, ...members });
  }

  async post(body: unknown): Promise<Response> {
    return this.fetch('/v1/chat/completions', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
