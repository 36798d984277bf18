/** What Application Auto Scaling needs of ECS; the emulated ECS offers it. */
export interface DesiredCounts {
  /** Desired count of an active service, or undefined when there is none. */
  desiredCount(cluster: string, service: string): number | undefined;
  setDesiredCount(cluster: string, service: string, desiredCount: number): void;
}
