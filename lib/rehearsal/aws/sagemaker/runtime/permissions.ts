import { AwsError } from '../../service';
import { Question, Refusal } from './messages';

/** Real milliseconds that a permission holds: at AWS a change takes seconds to be everywhere. */
const HOLDS_MS = 100;

/** Whether calls may be made: asked of the account. A permission is remembered for a moment, since callers ask for it all the time. */
export class Permissions {
  /** Until when each call may be made, in milliseconds of `performance.now()`. */
  private readonly granted = new Map<string, number>();

  constructor(private readonly ask: (question: Question) => Promise<Refusal | undefined>) {}

  /** Throws the account's refusal. */
  async require(question: Question): Promise<void> {
    const key = `${question.accessKeyId} ${question.operation} ${question.endpointName}`;
    if (performance.now() < (this.granted.get(key) ?? 0)) return;
    const refusal = await this.ask(question);
    if (refusal === undefined) return void this.granted.set(key, performance.now() + HOLDS_MS);
    throw new AwsError(refusal.code, refusal.message, refusal.status, refusal.details);
  }
}
