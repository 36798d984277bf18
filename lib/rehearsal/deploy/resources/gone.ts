import { AwsError } from '../../aws/service';

/** Waits for a deletion; an error with one of these codes means that the resource is gone already, which is a success. */
export async function unlessGone(deletion: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof AwsError && codes.includes(error.code))) throw error;
  }
}
