/**
 * Addresses of the emulated VPC and the loopback ports behind them. Nothing outside 127.0.0.1 is ever contacted: an address
 * that is not registered here is unreachable.
 */
export class Network {
  private readonly ports = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  /** Makes `host:port` lead to a loopback port until the returned function is called. */
  register(host: string, port: number, loopbackPort: number): () => void {
    const key = `${host.toLowerCase()}:${port}`;
    this.ports.set(key, loopbackPort);
    this.notify();
    return () => {
      if (this.ports.get(key) === loopbackPort) {
        this.ports.delete(key);
        this.notify();
      }
    };
  }

  /** The loopback port behind an address, or undefined when nothing listens there. */
  resolve(host: string, port: number): number | undefined {
    return this.ports.get(`${host.toLowerCase()}:${port}`);
  }

  /** All addresses, for handing to worker threads. */
  entries(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.ports);
  }

  /** Calls back after every change, so that worker threads can be told. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
