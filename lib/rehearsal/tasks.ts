/** What the emulated ECS asks for when a task starts. */
export interface TaskSpec {
  readonly taskArn: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Image, environment and port of the container behind the load balancer (the essential one with a port mapping). */
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPort: number;
  /** Address of the task in the emulated VPC. The runtime registers `ip:containerPort` with the network. */
  readonly ip: string;
}

export interface RunningTask {
  /** Settles when the containers have ended, by themselves or by `stop`. */
  readonly exited: Promise<{ readonly code: number | null }>;
  /** SIGTERM, then SIGKILL after the grace time (real milliseconds, 2000 when absent). Harmless when already ended. */
  stop(graceMs?: number): Promise<void>;
}

/** Runs the containers of tasks: as real processes in a rehearsal. */
export interface TaskRuntime {
  /**
   * Starts a task. Resolves when its port accepts connections, when it ended, or after 10 real seconds, whichever is first;
   * holds the clock until then, so that a virtual clock does not race past a process that is starting.
   */
  start(spec: TaskSpec): Promise<RunningTask>;
  /** Ends every process that this runtime started. */
  stopAll(): Promise<void>;
}
