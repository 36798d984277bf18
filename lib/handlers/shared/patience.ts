/**
 * Client settings of the custom resources. Nobody repeats a request of CloudFormation for us, and a failed answer to a rollback
 * leaves the stack stuck, so a throttled call is tried 8 times instead of the SDK's 3: waits of 0.5, 1, 2, … s with full jitter,
 * 32 s on average, below the functions' timeouts of a minute.
 */
export const PATIENT = { maxAttempts: 8 } as const;
