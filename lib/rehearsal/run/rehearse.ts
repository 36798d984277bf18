import { RawRehearseOptions } from './options';
import { RehearsalRecord } from './record';

/** Being written. */
export async function rehearse(raw: RawRehearseOptions, directory: string): Promise<RehearsalRecord> {
  throw new Error(`the rehearsal of ${directory} is being built: ${JSON.stringify(raw)}`);
}
