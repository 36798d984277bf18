/**
 * Failed tasks after which ECS's circuit breaker gives a deployment up: half the desired count rounded up, 3 at least and
 * 200 at most (developer guide, "How the Amazon ECS deployment circuit breaker detects failures"). A task that becomes
 * healthy sets the count back to zero (API reference, `Deployment.failedTasks`).
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
