import { AwsError } from '../service';

/** A bug of the emulator: the journal has its stack, the client gets what AWS sends when it fails itself. */
export function internalFailure(error: unknown): AwsError {
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `the emulator failed: ${message}`, 500);
}
