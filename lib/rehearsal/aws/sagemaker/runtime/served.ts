import { Board, BoardEndpoint, BoardInstance, BoardVariant } from './board';

/** An instance that answers requests, and how many it is answering. */
export class ServedInstance {
  port: number | undefined;
  private requests = 0;
  private onIdle: (() => void) | undefined;

  constructor({ port }: BoardInstance) {
    this.port = port;
  }

  get inFlight(): number {
    return this.requests;
  }

  /** Counts a request until the returned function is called. */
  begin(): () => void {
    this.requests++;
    return () => {
      this.requests--;
      if (this.requests === 0) this.onIdle?.();
    };
  }

  /** Calls back once it answers no request: now, or when the last one ends. */
  whenIdle(callback: () => void): void {
    if (this.requests === 0) callback();
    else this.onIdle = callback;
  }
}

export interface ServedVariant extends Omit<BoardVariant, 'instances'> {
  readonly instances: readonly ServedInstance[];
}

export interface ServedEndpoint extends Omit<BoardEndpoint, 'variants'> {
  readonly variants: readonly ServedVariant[];
}

/** The endpoints of the latest board. Instances keep their counts from board to board. */
export class Served {
  private endpoints = new Map<string, ServedEndpoint>();
  private readonly instances = new Map<string, ServedInstance>();

  /** By name, whatever its letters' case: ARNs differ in nothing else. */
  find(endpointName: string): ServedEndpoint | undefined {
    return this.endpoints.get(endpointName.toLowerCase());
  }

  apply(board: Board): void {
    this.endpoints = new Map(board.map((endpoint) => [endpoint.name.toLowerCase(), this.endpointOf(endpoint)]));
  }

  /** Calls back once an instance answers no request; it must stand on no board any more. */
  whenIdle(ip: string, callback: () => void): void {
    const instance = this.instances.get(ip);
    this.instances.delete(ip);
    if (instance === undefined) callback();
    else instance.whenIdle(callback);
  }

  private endpointOf({ variants, ...endpoint }: BoardEndpoint): ServedEndpoint {
    const served = variants.map(({ instances, ...variant }) => ({
      ...variant,
      instances: instances.map((instance) => this.instanceOf(instance)),
    }));
    return { ...endpoint, variants: served };
  }

  private instanceOf(row: BoardInstance): ServedInstance {
    const instance = this.instances.get(row.ip) ?? new ServedInstance(row);
    this.instances.set(row.ip, instance);
    instance.port = row.port;
    return instance;
  }
}
