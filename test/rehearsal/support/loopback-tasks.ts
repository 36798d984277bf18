import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Network } from '../../../lib/rehearsal/network';
import { RunningTask, TaskRuntime, TaskSpec } from '../../../lib/rehearsal/tasks';

/** `serve` answers 200, `refuse` answers 503, `exit` ends while starting, `throw` can't be started at all. */
export type Behaviour = 'serve' | 'refuse' | 'exit' | 'throw';

/** Tasks as HTTP servers inside the test process. */
export class LoopbackTasks implements TaskRuntime {
  readonly started: TaskSpec[] = [];
  readonly running = new Map<string, InProcessTask>();
  /** Decides per task; by the image's name unless a test replaces it. */
  behaviour: (spec: TaskSpec) => Behaviour = (spec) => (spec.image as Behaviour) ?? 'serve';

  /** What every start waits for. */
  gate: Promise<void> = Promise.resolve();

  constructor(private readonly network: Network) {}

  async start(spec: TaskSpec): Promise<RunningTask> {
    this.started.push(spec);
    await this.gate;
    const behaviour = this.behaviour(spec);
    if (behaviour === 'throw') throw new Error('no such image');
    if (behaviour === 'exit') return { exited: Promise.resolve({ code: 1 }), stop: async () => undefined };
    const task = await InProcessTask.listen(behaviour === 'serve' ? 200 : 503, spec, this.network);
    this.running.set(spec.ip, task);
    void task.exited.then(() => this.running.delete(spec.ip));
    return task;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.values()].map((task) => task.stop()));
  }
}

export class InProcessTask implements RunningTask {
  readonly exited: Promise<{ readonly code: number | null }>;
  private settle!: (result: { readonly code: number | null }) => void;

  private constructor(
    private readonly server: Server,
    private readonly unregister: () => void,
  ) {
    this.exited = new Promise((resolve) => (this.settle = resolve));
  }

  static async listen(status: number, spec: TaskSpec, network: Network): Promise<InProcessTask> {
    const server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new InProcessTask(server, network.register(spec.ip, spec.containerPort, port));
  }

  /** Ends as a crashing process does. */
  crash(code: number): void {
    this.end(code);
  }

  async stop(): Promise<void> {
    this.end(0);
  }

  private end(code: number): void {
    this.unregister();
    this.server.closeAllConnections();
    this.server.close();
    this.settle({ code });
  }
}
