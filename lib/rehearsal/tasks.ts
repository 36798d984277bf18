/** What the emulated ECS or SageMaker asks for when a task starts. */
export interface TaskSpec {
  readonly taskArn: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Image and environment of the container that serves the model; those of the first gateway where none does. */
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Port on which the model is served. Of no meaning where no container of the task does. */
  readonly containerPort: number;
  /** Address of the task in the emulated VPC. The runtime registers `ip:port` of every container with the network. */
  readonly ip: string;
  /**
   * Containers in front of the model. A runtime without processes may take them for transparent: what serves the model then
   * answers on their ports too, and nothing is measured or mirrored.
   *
   * @default - none
   */
  readonly gateways?: readonly GatewaySpec[];
  /**
   * Whether the model is served outside of the task, by SageMaker, so that it has gateways only.
   *
   * @default false
   */
  readonly withoutModel?: boolean;
}

/** A container that runs the gateway's program, which comes with the task definition. */
export interface GatewaySpec {
  readonly name: string;
  /** Entry point and command, `node` first. */
  readonly command: readonly string[];
  /** The declared one, and how the account and the task role's credentials are reached. */
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Seconds from SIGTERM to SIGKILL. */
  readonly stopTimeoutSeconds: number;
  /** Whether it depends on the model's container: that one is stopped after it then, else together with it. */
  readonly stopsBeforeModel: boolean;
  /** Takes each line that it writes to stdout. */
  readonly onLine: (line: string) => void;
}

export interface RunningTask {
  /** Settles when an essential container has ended, by itself or by `stop`; the others are being stopped then. */
  readonly exited: Promise<{ readonly code: number | null }>;
  /**
   * Ends all containers: SIGTERM, then SIGKILL after the grace time in real milliseconds (when absent 2000, for a gateway its
   * own stop timeout). Harmless when already ended.
   */
  stop(graceMs?: number): Promise<void>;
}

/** Runs the containers of tasks: as real processes in a rehearsal. */
export interface TaskRuntime {
  /**
   * Starts a task. Resolves when its ports accept connections, when it ended, or after 10 real seconds, whichever is first;
   * holds the clock until then, so that a virtual clock does not race past a process that is starting.
   */
  start(spec: TaskSpec): Promise<RunningTask>;
  /** Ends every process that this runtime started. */
  stopAll(): Promise<void>;
}
