import { createHash } from 'node:crypto';
import { Caller } from './service';

/** Access key id of the rehearsal itself: calls signed with it are bound by no policy. */
export const REHEARSAL_ACCESS_KEY = 'ASIAREHEARSALOPERATE';

/** Secret of every dummy access key: it protects nothing, but a signature can be right or wrong by it. */
export const SECRET_ACCESS_KEY = 'rehearsal';

/**
 * Dummy access keys that stand for a role and a session, so that a bundle which only sets `AWS_ACCESS_KEY_ID` is bound by the
 * policies of its own role. Nothing but the loopback reaches the emulator, so most services don't check the signature.
 */
export class AccessKeys {
  private readonly callers = new Map<string, Caller>([[REHEARSAL_ACCESS_KEY, { kind: 'rehearsal' }]]);

  /** The same role and session always get the same key. A session is named as in STS, for a function after its worker. */
  accessKeyFor(roleArn: string, session = 'rehearsal'): string {
    const hash = createHash('sha256').update(`${roleArn}\n${session}`).digest('hex').toUpperCase();
    const key = `ASIA${hash.slice(0, 16)}`;
    this.callers.set(key, { kind: 'role', roleArn, session });
    return key;
  }

  /** Whom a key stands for, or undefined when it was never handed out. */
  callerOf(accessKeyId: string): Caller | undefined {
    return this.callers.get(accessKeyId);
  }
}
