import { MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LagProbe } from '../../../lag/lag-probe';
import { TrafficFaults } from '../../../traffic/faults';
import { WireListener } from '../../wire/listener';
import { InstanceChooser } from './choose-instance';
import { Invocations } from './invocations';
import { Invoker } from './invoker';
import { FromRuntime, RuntimeSettings, ToRuntime } from './messages';
import { OutcomeBatches } from './outcome-batches';
import { Permissions } from './permissions';
import { Questions } from './questions';
import { RuntimeDoor } from './runtime-door';
import { Served } from './served';

/** What the thread hears from the account, and what it tells it. */
class RuntimeThread {
  private readonly served = new Served();
  private readonly batches = new OutcomeBatches((outcomes) => this.send({ type: 'outcomes', outcomes }));
  private readonly questions = new Questions((message) => this.send(message));
  private readonly faults: TrafficFaults;
  private readonly door: RuntimeDoor;

  constructor(
    private readonly port: MessagePort,
    { region, accountId, seed, modelTimeoutMs }: RuntimeSettings,
  ) {
    const place = { region, accountId };
    this.faults = new TrafficFaults(seed);
    const { faults } = this;
    const count = this.batches.add.bind(this.batches);
    const chooser = new InstanceChooser(this.served, seed);
    const invocations = new Invocations(place, new Invoker({ place, chooser, faults, modelTimeoutMs, count }));
    this.door = new RuntimeDoor({ region, permissions: new Permissions(this.questions.ask), invocations });
  }

  /** Serves until the thread is terminated. */
  async serve(): Promise<void> {
    this.port.on('message', (message: ToRuntime) => this.receive(message));
    const { endpoint } = await WireListener.open((request, requestId) => {
      this.receiveAll();
      return this.door.answer(request, requestId);
    });
    new LagProbe('SageMaker runtime', (lag) => this.send({ type: 'lag', lag }));
    this.send({ type: 'listening', endpoint });
  }

  /** A request sees every change that was made before it came, though the loop may read sockets before messages. */
  private receiveAll(): void {
    for (let next = receiveMessageOnPort(this.port); next !== undefined; next = receiveMessageOnPort(this.port)) {
      this.receive(next.message as ToRuntime);
    }
  }

  private receive(message: ToRuntime): void {
    switch (message.type) {
      case 'board':
        return this.served.apply(message.board);
      case 'decision':
        return this.questions.decided(message.id, message.refusal);
      case 'fault':
        return void this.faults.inject(message.endpointName, message.fault);
      case 'drain':
        return this.served.whenIdle(message.ip, () => this.send({ type: 'drained', ip: message.ip }));
      case 'settle':
        this.batches.flush();
        return this.send({ type: 'settled', id: message.id });
      default:
        throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  }

  private send(message: FromRuntime): void {
    this.port.postMessage(message);
  }
}

void new RuntimeThread(parentPort!, workerData as RuntimeSettings).serve();
