import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { workerEnvironment } from '../../../lib/rehearsal/lambda/environment';
import { FunctionWorker } from '../../../lib/rehearsal/lambda/function-worker';
import { findWorkerScript } from '../../../lib/rehearsal/lambda/worker-path';
import { InvokeAnswer } from './front-proxy';

const BUNDLE = join(__dirname, '../../../lib/handlers/bundle');
const MEMORY_MB = 512;

/** Longer than any call of a handler takes against moto; a hang must not take the test's whole time. */
const TIMEOUT_MS = 15_000;

/** A function of one model: the bundle that it is, and its environment. */
export interface BundledFunction {
  /** Physical name. */
  readonly name: string;
  /** File in the bundle, for example `traffic`. */
  readonly entry: string;
  readonly region: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A function that runs in a worker thread, one invocation at a time. */
interface Warm {
  readonly worker: FunctionWorker;
  last: Promise<unknown>;
}

/** Access key id with which a bundle signs its calls. */
export function accessKeyOf(entry: string): string {
  return `handler-${entry}`;
}

/** Runs the built handlers (`npm run bundle`), each in a worker of the rehearsal, against an endpoint. */
export class BundledFunctions {
  private readonly definitions = new Map<string, BundledFunction>();
  private readonly warm = new Map<string, Warm>();
  /** Called after an invocation, before its caller gets the answer: the place for what happens meanwhile. */
  afterInvocation: (name: string, payload: string) => Promise<void> = () => Promise.resolve();

  /** @param endpoint asked when a function starts, because it is not known before */
  constructor(private readonly endpoint: () => string) {}

  add(definition: BundledFunction): void {
    this.definitions.set(definition.name, definition);
  }

  /** Runs a function at a time (milliseconds since 1970) and gives Lambda's answer. */
  async invoke(name: string, payload: string, now: number = Date.now()): Promise<InvokeAnswer> {
    const warm = this.warmed(name);
    const time = { now, speed: 1 };
    const message = {
      type: 'invoke' as const,
      requestId: randomUUID(),
      payload,
      time,
      functionArn: `arn:aws:lambda:${this.definitionOf(name).region}:123456789012:function:${name}`,
      timeoutMs: TIMEOUT_MS,
      realTimeoutMs: TIMEOUT_MS,
    };
    const outcome = warm.last.then(() => warm.worker.invoke(message));
    warm.last = outcome.catch(() => undefined);
    const result = await outcome;
    await this.afterInvocation(name, payload);
    return result.ok ? result : { ok: false, payload: JSON.stringify(result.error) };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.warm.values()].map(({ worker }) => worker.kill()));
    this.warm.clear();
  }

  private definitionOf(name: string): BundledFunction {
    const definition = this.definitions.get(name);
    if (definition === undefined)
      throw new Error(`function must be one of ${[...this.definitions.keys()].join(', ')}, got ${name}`);
    return definition;
  }

  private warmed(name: string): Warm {
    const known = this.warm.get(name);
    if (known?.worker.alive === true) return known;
    const { entry, region, environment } = this.definitionOf(name);
    const configuration = {
      functionName: name,
      functionArn: name,
      roleArn: 'none',
      runtime: 'nodejs22.x',
      handler: `${entry}.handler`,
      codeDirectory: BUNDLE,
      timeoutSeconds: TIMEOUT_MS / 1000,
      memoryMb: MEMORY_MB,
      environment,
    };
    const worker = new FunctionWorker(name, {
      script: findWorkerScript(),
      environment: workerEnvironment(configuration, {
        endpoint: this.endpoint(),
        region,
        accessKeyId: accessKeyOf(entry),
      }),
      init: {
        time: { now: Date.now(), speed: 1 },
        codeDirectory: BUNDLE,
        handler: configuration.handler,
        addresses: {},
      },
      memoryMb: MEMORY_MB,
      pause: async (ms) => {
        await sleep(ms);
        return { now: Date.now(), speed: 1 };
      },
    });
    const fresh = { worker, last: Promise.resolve() };
    this.warm.set(name, fresh);
    return fresh;
  }
}
