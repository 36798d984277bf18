/** What ECS needs of the load balancer; the emulated ELBv2 offers it. */
export interface TargetGroups {
  /** True when a listener or rule forwards to the group; throws `AwsError` when the group does not exist. */
  isAttached(targetGroupArn: string): boolean;
  registerTarget(targetGroupArn: string, ip: string, port: number): void;
  /** Starts to drain a target; returns the virtual milliseconds that draining takes. Harmless when it is gone. */
  deregisterTarget(targetGroupArn: string, ip: string, port: number): number;
  /** State of a target, or undefined when it is not registered. */
  targetState(
    targetGroupArn: string,
    ip: string,
    port: number,
  ): 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused' | undefined;
  /** Calls back with the group's ARN whenever one of its targets changed state. */
  onTargetHealth(listener: (targetGroupArn: string) => void): () => void;
}
