import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Answer, answerOf } from './fraud-model-server';

/** Folder of the example's model and its server. */
export const MODEL = join(__dirname, '../../examples/recommender-sagemaker/model');

/** A line of the server's log. */
export type LogEntry = Readonly<Record<string, unknown>>;

/** A real `server.mjs`: a process of its own on a free loopback port, and what it logs. */
export class RecommenderServer {
  private readonly agent = new Agent({ keepAlive: true });
  readonly log: LogEntry[] = [];
  /** Exit code, once the whole log has been read. */
  readonly closed: Promise<number | null>;
  private readonly listening: Promise<LogEntry>;

  private constructor(private readonly child: ChildProcess) {
    this.closed = once(child, 'close').then(([code]) => code as number | null);
    this.listening = new Promise((resolve) => {
      createInterface(child.stdout!).on('line', (line) => {
        this.log.push(JSON.parse(line) as LogEntry);
        resolve(this.log[0]);
      });
    });
  }

  static async start(version: string, env: Record<string, string> = {}): Promise<RecommenderServer> {
    const child = spawn(process.execPath, ['server.mjs', 'serve'], {
      cwd: MODEL,
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', MODEL_VERSION: version, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const server = new RecommenderServer(child);
    await server.listening;
    return server;
  }

  async invoke(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', '/invocations', body, headers);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = this.open(method, path, headers);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
    return answerOf(sent);
  }

  open(method: string, path: string, headers: Record<string, string> = {}) {
    const port = this.log[0].port as number;
    return request({ host: '127.0.0.1', port, method, path, headers, agent: this.agent });
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  async end(): Promise<void> {
    this.agent.destroy();
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
    await this.closed;
  }
}
