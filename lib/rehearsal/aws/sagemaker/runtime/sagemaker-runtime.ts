import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Clock } from '../../../clock';
import { LagReading } from '../../../lag/lag-reading';
import { Network } from '../../../network';
import { packageRoot } from '../../../package-root';
import { TargetFault } from '../../../traffic/faults';
import { MetricData } from '../../cloudwatch/metric-store';
import { EmulatedService } from '../../service';
import { SAGEMAKER_RUNTIME } from '../../wire/service-name';
import { EndpointRecord } from '../records';
import { Shelf } from '../state';
import { boardOf } from './board';
import { InvocationMetrics } from './invocation-metrics';
import { FromRuntime, Question, Refusal, RuntimeSettings, ToRuntime } from './messages';

/** Built from `runtime-entry.ts`. */
const ENTRY = 'dist/rehearsal-sagemaker.cjs';

/** Longest answer to a request that a container has (API reference, `InvokeEndpoint`). */
const MODEL_TIMEOUT_MS = 60_000;

export interface SageMakerRuntimeProps extends Pick<RuntimeSettings, 'region' | 'accountId' | 'seed'> {
  readonly clock: Clock;
  readonly network: Network;
  readonly endpoints: Shelf<EndpointRecord>;
  readonly ingest: (data: MetricData) => void;
  /** Whether a call may be made: resolves with why not. */
  readonly decide: (question: Question) => Promise<Refusal | undefined>;
  readonly metricDelayMs?: number;
  /** Real milliseconds. @default 60000 */
  readonly modelTimeoutMs?: number;
}

/**
 * Emulated `runtime.sagemaker`: requests go to the real model processes of an endpoint's instances, signed as AWS wants them.
 * Latencies and time limits are real time, as the models' work is. InvokeEndpointAsync answers 501.
 *
 * It has a thread and an endpoint of its own, because every request of users passes through it: on the thread of the router
 * and the rest of the account, 1,000 requests a second would fill a whole core.
 */
export class SageMakerRuntime implements EmulatedService {
  readonly signingName = SAGEMAKER_RUNTIME;
  readonly protocol = 'rest-json';
  /** None that the account could answer itself. */
  readonly operations = {};
  /** Told how late the thread was. */
  onLag: (lag: LagReading) => void = () => undefined;
  private readonly metrics: InvocationMetrics;
  private readonly drains = new Map<string, () => void>();
  private readonly settlings: (() => void)[] = [];
  private worker: Worker | undefined;
  private listening: Promise<string> | undefined;

  constructor(private readonly props: SageMakerRuntimeProps) {
    this.metrics = new InvocationMetrics(props);
    props.network.onChange(() => this.update());
  }

  /** Value for `AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME`. Starts the thread when it is asked for the first time. */
  elsewhere(): Promise<string> {
    this.listening ??= this.start();
    return this.listening;
  }

  /** Tells the thread what is in service now. */
  update(): void {
    const { endpoints, network } = this.props;
    if (this.worker !== undefined) this.post({ type: 'board', board: boardOf(endpoints.all(), network) });
  }

  /** From now on, the models of an endpoint go wrong. Swapped answers are the router's business. */
  inject(endpointName: string, fault: TargetFault): void {
    this.post({ type: 'fault', endpointName, fault });
  }

  /** Resolves once an instance that gets no more requests has answered those that it had. */
  drained(ip: string): Promise<void> {
    if (this.worker === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.drains.set(ip, resolve);
      this.post({ type: 'drain', ip });
    });
  }

  /** Resolves once every answer that was given is counted. */
  settled(): Promise<void> {
    if (this.worker === undefined) return Promise.resolve();
    return new Promise((resolve) => this.post({ type: 'settle', id: this.settlings.push(resolve) - 1 }));
  }

  /** Ends the thread and its connections. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private start(): Promise<string> {
    const { region, accountId, seed, modelTimeoutMs = MODEL_TIMEOUT_MS } = this.props;
    const workerData: RuntimeSettings = { region, accountId, seed, modelTimeoutMs };
    const worker = new Worker(join(packageRoot(), ENTRY), { workerData });
    this.worker = worker;
    this.update();
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromRuntime) => {
        if (message.type === 'listening') resolve(message.endpoint);
        else this.receive(message);
      });
      const failed = (error: Error): void => {
        if (this.worker !== worker) return; // stopped
        this.worker = undefined;
        reject(error);
        // Once it listened, nobody waits for it any more, and the rehearsal must not go on without it.
        void this.listening?.then(
          () => Promise.reject(error),
          () => undefined,
        );
      };
      worker.on('error', failed);
      worker.on('exit', () => failed(new Error(`the thread of SageMaker's runtime ended; run npm run bundle`)));
    });
  }

  private receive(message: Exclude<FromRuntime, { type: 'listening' }>): void {
    switch (message.type) {
      case 'question':
        return void this.answer(message.id, message.question);
      case 'outcomes':
        for (const [invoked, outcome] of message.outcomes) this.metrics.count(invoked, outcome);
        return;
      case 'drained':
        this.drains.get(message.ip)?.();
        this.drains.delete(message.ip);
        return;
      case 'settled':
        return this.settlings[message.id]();
      case 'lag':
        return this.onLag(message.lag);
      default:
        throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  }

  private async answer(id: number, question: Question): Promise<void> {
    this.post({ type: 'decision', id, refusal: await this.props.decide(question) });
  }

  private post(message: ToRuntime): void {
    this.worker?.postMessage(message);
  }
}
