import { randomUUID } from 'node:crypto';
import { JournalEntry } from '../aws/account';
import type { EmulatedAccount } from '../aws/emulated-account';
import { AwsError } from '../aws/service';
import { Network } from '../network';
import { Activity } from './activity';
import { workerEnvironment } from './environment';
import { FunctionDeath, FunctionFault, isMutating } from './faults';
import { FunctionConfiguration } from './function-configuration';
import { exitError, FunctionWorker, WorkerOutcome } from './function-worker';
import { InvocationRecord } from './invocation-record';
import { InvokeMessage, TimeSync } from './messages';
import { PausableHold } from './pausable-hold';
import { findWorkerScript } from './worker-path';

export interface LambdaRuntimeOptions {
  readonly account: EmulatedAccount;
  readonly network: Network;
  /** Endpoint of the wire server, the functions' `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Built worker script. @default - dist/rehearsal-worker.cjs of this package */
  readonly workerScript?: string;
  /** Real time that a handler gets at least, up to its timeout; see `LambdaRuntime`. @default 10000 */
  readonly minimumRealTimeoutMs?: number;
  /** Invocations of one function that run at once. @default 40 - enough for a load test, few enough for a laptop */
  readonly concurrency?: number;
}

const DEFAULT_CONCURRENCY = 40;

/** A running invocation, and how it is bound to die. */
interface Running {
  readonly functionName: string;
  readonly payload: string;
  readonly worker: FunctionWorker;
  readonly death: FunctionDeath | undefined;
  mutations: number;
  readonly hold: PausableHold;
}

/** Warm workers of one function configuration. */
interface Pool {
  readonly configuration: FunctionConfiguration;
  readonly idle: FunctionWorker[];
  readonly workers: Set<FunctionWorker>;
  busy: number;
}

/**
 * Runs functions in worker threads, on the clock: a handler sees virtual time, and the clock is held while it works. Its own pauses
 * are virtual time too (`installVirtualPauses`).
 *
 * Timeouts: a handler's work is real (modules load, requests travel), so on a scaled clock its timeout can't simply be divided
 * by the speed. It gets `timeout / speed` real milliseconds, but never less than `minimumRealTimeoutMs` or, when that is
 * shorter, its whole timeout in real time. On a virtual clock (speed 1) that is the timeout itself.
 */
export class LambdaRuntime {
  readonly faults = new Set<FunctionFault>();
  /** Told when a fault killed a function after a call. */
  readonly deathListeners = new Set<(functionName: string) => void>();
  /** Told of every invocation that has ended. */
  readonly invocationListeners = new Set<(record: InvocationRecord) => void>();
  /** Told what invocations are doing. */
  readonly activityListeners = new Set<(activity: Activity) => void>();
  private readonly records: InvocationRecord[] = [];
  private readonly pools = new Map<string, Pool>();
  private readonly running = new Map<string, Running>();
  private readonly counts = new Map<string, number>();
  private readonly stopListening: () => void;
  private workersStarted = 0;

  constructor(private readonly options: LambdaRuntimeOptions) {
    const { account, network } = options;
    const observer = (entry: JournalEntry) => this.afterCall(entry);
    account.observers.add(observer);
    const forget = network.onChange(() => this.tellAddresses());
    this.stopListening = () => {
      account.observers.delete(observer);
      forget();
    };
  }

  /** Finished invocations in the order of their ends. */
  get invocations(): readonly InvocationRecord[] {
    return this.records;
  }

  /**
   * Runs the function once. Errors of the function are part of the outcome. A configuration that differs from the last
   * invocation's takes effect after `retire`.
   * Throws TooManyRequestsException when its concurrency is used up.
   */
  async invoke(configuration: FunctionConfiguration, payload: string): Promise<WorkerOutcome> {
    const { clock } = this.options.account;
    const pool = this.poolOf(configuration);
    const hold = new PausableHold(clock);
    pool.busy++;
    try {
      return await this.run(pool, payload, hold);
    } finally {
      pool.busy--;
      hold.end();
    }
  }

  /** Drops the function's warm workers: the next invocation is cold and sees its new code and configuration. */
  async retire(functionName: string): Promise<void> {
    const pool = this.pools.get(functionName);
    this.pools.delete(functionName);
    if (pool === undefined) return;
    const idle = pool.idle.splice(0);
    for (const worker of idle) pool.workers.delete(worker);
    await Promise.all(idle.map((worker) => worker.kill()));
  }

  /** Ends every worker, also those that run. */
  async stop(): Promise<void> {
    this.stopListening();
    const workers = [...this.pools.values()].flatMap((pool) => [...pool.workers]);
    const busy = [...this.running.values()].map(({ worker }) => worker);
    this.pools.clear();
    await Promise.all([...new Set([...workers, ...busy])].map((worker) => worker.kill()));
  }

  private async run(pool: Pool, payload: string, hold: PausableHold): Promise<WorkerOutcome> {
    const { functionName } = pool.configuration;
    const { clock } = this.options.account;
    const requestId = randomUUID();
    const startedAt = clock.now();
    const death = this.deathOf(functionName, requestId, payload);
    this.tell({ kind: 'begins', functionName, payload });
    const worker = pool.idle.pop() ?? this.startWorker(pool);
    const outcome = await this.runOn(
      { functionName, payload, worker, death, mutations: 0, hold },
      this.message(pool.configuration, requestId, payload),
    );
    this.tell({ kind: 'ends', functionName, payload, outcome });
    const memory = { usedMb: worker.memoryMb, declaredMb: pool.configuration.memoryMb };
    const output = worker.takeOutput();
    const record = { functionName, requestId, startedAt, endedAt: clock.now(), outcome, memory, output };
    this.keep(death === undefined ? record : { ...record, death });
    await this.putBack(pool, worker);
    return outcome;
  }

  private tell(activity: Activity): void {
    for (const listener of this.activityListeners) listener(activity);
  }

  private keep(record: InvocationRecord): void {
    this.records.push(record);
    for (const listener of this.invocationListeners) listener(record);
  }

  private async runOn(running: Running, message: InvokeMessage): Promise<WorkerOutcome> {
    const { worker, death } = running;
    if (death?.kind === 'before-handler') await worker.kill();
    this.running.set(worker.session, running);
    try {
      const outcome = await worker.invoke(message);
      if (death?.kind !== 'after-handler') return outcome;
      await worker.kill();
      return { ok: false, error: exitError('signal: killed') };
    } finally {
      this.running.delete(worker.session);
    }
  }

  /** A worker whose pool was retired meanwhile, or that died, isn't used again. */
  private async putBack(pool: Pool, worker: FunctionWorker): Promise<void> {
    if (worker.alive && this.pools.get(pool.configuration.functionName) === pool) {
      pool.idle.push(worker);
      return;
    }
    pool.workers.delete(worker);
    await worker.kill();
  }

  private poolOf(configuration: FunctionConfiguration): Pool {
    const { functionName } = configuration;
    const pool = this.pools.get(functionName) ?? { configuration, idle: [], workers: new Set(), busy: 0 };
    this.pools.set(functionName, pool);
    if (pool.busy < (this.options.concurrency ?? DEFAULT_CONCURRENCY)) return pool;
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ConcurrentInvocationLimitExceeded',
    });
  }

  private startWorker(pool: Pool): FunctionWorker {
    const { account, network, endpoint } = this.options;
    const { configuration } = pool;
    const session = `${configuration.functionName}@${++this.workersStarted}`;
    const accessKeyId = account.accessKeys.accessKeyFor(configuration.roleArn, session);
    const worker = new FunctionWorker(session, {
      script: this.options.workerScript ?? findWorkerScript(),
      environment: workerEnvironment(configuration, { endpoint, region: account.region, accessKeyId }),
      init: {
        time: this.time(),
        codeDirectory: configuration.codeDirectory,
        handler: configuration.handler,
        addresses: network.entries(),
      },
      memoryMb: configuration.memoryMb,
      pause: (ms) => this.pause(session, ms),
    });
    pool.workers.add(worker);
    return worker;
  }

  /** A handler that waits holds the clock no longer; virtual time goes on until its pause is over. */
  private async pause(session: string, ms: number): Promise<TimeSync> {
    const running = this.running.get(session);
    if (running === undefined) return this.time();
    const { functionName, payload, hold } = running;
    const pausing = hold.pause(ms);
    this.tell({ kind: 'pauses', functionName, payload });
    await pausing;
    this.tell({ kind: 'goes-on', functionName, payload });
    return this.time();
  }

  private message(configuration: FunctionConfiguration, requestId: string, payload: string): InvokeMessage {
    const timeoutMs = configuration.timeoutSeconds * 1000;
    const minimum = Math.min(timeoutMs, this.options.minimumRealTimeoutMs ?? 10_000);
    return {
      type: 'invoke',
      requestId,
      payload,
      time: this.time(),
      functionArn: configuration.functionArn,
      timeoutMs,
      realTimeoutMs: Math.max(timeoutMs / this.options.account.clock.speed, minimum),
    };
  }

  private time(): TimeSync {
    const { clock } = this.options.account;
    return { now: clock.now(), speed: clock.speed };
  }

  private deathOf(functionName: string, requestId: string, payload: string): FunctionDeath | undefined {
    const count = (this.counts.get(functionName) ?? 0) + 1;
    this.counts.set(functionName, count);
    const at = this.options.account.clock.now();
    for (const fault of this.faults) {
      const death = fault({ functionName, requestId, event: JSON.parse(payload), at, count });
      if (death !== undefined) return death;
    }
    return undefined;
  }

  /** Sees each call before its answer leaves: here a function dies after a call that took effect. */
  private async afterCall(entry: JournalEntry): Promise<void> {
    if (entry.error !== undefined || entry.caller.kind !== 'role' || !isMutating(entry.operation)) return;
    const running = this.running.get(entry.caller.session ?? '');
    if (running === undefined) return;
    running.mutations++;
    if (running.death?.kind !== 'after-call' || running.mutations !== running.death.call) return;
    await running.worker.kill();
    for (const listener of this.deathListeners) listener(running.functionName);
  }

  private tellAddresses(): void {
    const message = { type: 'addresses', addresses: this.options.network.entries() } as const;
    for (const pool of this.pools.values()) {
      for (const worker of pool.workers) worker.send(message);
    }
  }
}
