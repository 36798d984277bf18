import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { versionOf } from '../../../../lib/rehearsal/processes';
import { Network } from '../../../../lib/rehearsal/network';
import { Said, speak } from '../../../helpers/speak';
import { RunningTask, TaskRuntime, TaskSpec } from '../../../../lib/rehearsal/tasks';

/** How the servers of a version behave; each may change while they run. */
export interface ServerBehaviour {
  /** False: every request, health checks included, is answered with 503. */
  healthy: boolean;
  /** True: predictions are answered with 500, health checks are not. */
  breaks?: boolean;
  /** False: predictions are answered by another model's name. */
  predicts: boolean;
  /** Chance of a fraud that predictions say: every one the same, or by what is asked. */
  score: number | ((body: string) => number);
  /** What it says to a prompt; without it there are no chat completions. */
  says?: (prompt: string) => Said;
}

/**
 * Model servers of the Open Inference Protocol inside the test process. Gateways are transparent: the model's server answers on
 * their ports too, so that nothing is measured or mirrored.
 */
export class ModelTasks implements TaskRuntime {
  private readonly behaviours = new Map<string, ServerBehaviour>();
  private readonly tasks = new Map<string, ModelTask>();

  constructor(private readonly network: Network) {}

  /** Behaviour of a version's servers: running ones and those to come. */
  of(version: string): ServerBehaviour {
    const behaviour = this.behaviours.get(version) ?? { healthy: true, predicts: true, score: 0.1 };
    this.behaviours.set(version, behaviour);
    return behaviour;
  }

  versionAt(ip: string): string | undefined {
    return this.tasks.get(ip)?.version;
  }

  /** Whether the task at an address answers health checks; undefined when none runs there. */
  isHealthy(ip: string): boolean | undefined {
    const version = this.versionAt(ip);
    return version === undefined ? undefined : this.of(version).healthy;
  }

  /** Version of the tasks of a service, or of the instances of an endpoint; undefined when none runs. */
  versionOfService(serviceName: string): string | undefined {
    return [...this.tasks.values()].find(({ spec }) => spec.serviceName === serviceName && spec.withoutModel !== true)
      ?.version;
  }

  /** Versions of all running tasks, sorted. */
  get running(): readonly string[] {
    const models = [...this.tasks.values()].filter(({ spec }) => spec.withoutModel !== true);
    return models.map(({ version }) => version).sort();
  }

  /** Ends tasks as a crash does; answers how many. */
  kill(which: string | ((spec: TaskSpec) => boolean)): number {
    const picks = typeof which === 'string' ? (spec: TaskSpec) => spec.serviceName === which : which;
    const tasks = [...this.tasks.values()].filter(({ spec }) => picks(spec));
    for (const task of tasks) task.end(137);
    return tasks.length;
  }

  async start(spec: TaskSpec): Promise<RunningTask> {
    const version = versionOf(spec);
    const behaviour = this.of(version);
    const server = createServer((request, response) => void answer(version, behaviour, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ports = [spec.containerPort, ...(spec.gateways ?? []).flatMap((gateway) => gateway.ports)];
    const addresses = ports.map((each) => this.network.register(spec.ip, each, port));
    const task = new ModelTask(spec, server, () => addresses.forEach((unregister) => unregister()));
    this.tasks.set(spec.ip, task);
    void task.exited.then(() => this.tasks.delete(spec.ip));
    return task;
  }

  async stopAll(): Promise<void> {
    for (const task of this.tasks.values()) task.end(0);
  }
}

async function answer(
  version: string,
  { healthy, breaks, predicts, score, says }: ServerBehaviour,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const part of request) body += String(part);
  if (!healthy) return void response.writeHead(503).end();
  if (breaks === true && request.method === 'POST') return void response.writeHead(500).end();
  if (says !== undefined && request.url === '/v1/chat/completions') {
    const { stream, messages } = JSON.parse(body) as { stream?: boolean; messages: { content: string }[] };
    return speak(response, stream === true, says(messages[messages.length - 1].content));
  }
  const model_name = predicts ? 'fraud' : 'another';
  const outputs = [
    { name: 'fraud', shape: [1], datatype: 'FP64', data: [typeof score === 'number' ? score : score(body)] },
  ];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ model_name, model_version: version, outputs }));
}

class ModelTask implements RunningTask {
  readonly exited: Promise<{ readonly code: number | null }>;
  private settle!: (result: { readonly code: number | null }) => void;

  constructor(
    readonly spec: TaskSpec,
    private readonly server: Server,
    private readonly unregister: () => void,
  ) {
    this.exited = new Promise((resolve) => (this.settle = resolve));
  }

  get version(): string {
    return versionOf(this.spec);
  }

  async stop(): Promise<void> {
    this.end(0);
  }

  end(code: number): void {
    this.unregister();
    this.server.closeAllConnections();
    this.server.close();
    this.settle({ code });
  }
}
