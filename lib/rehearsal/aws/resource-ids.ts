import { createHash } from 'node:crypto';

/**
 * Ids of emulated resources: hexadecimal as AWS's are, and the same in every rehearsal of the same template, so that two
 * journals can be compared line by line.
 */
export class ResourceIds {
  private issued = 0;

  constructor(private readonly seed: string) {}

  /** A new id of 1 to 64 hexadecimal digits. */
  next(length: number): string {
    this.issued += 1;
    return createHash('sha256').update(`${this.seed}/${this.issued}`).digest('hex').slice(0, length);
  }
}
