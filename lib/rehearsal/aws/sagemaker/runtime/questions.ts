import { FromRuntime, Question, Refusal } from './messages';

/** Questions of the thread that the account has not answered yet. */
export class Questions {
  private readonly open = new Map<number, (refusal: Refusal | undefined) => void>();
  private asked = 0;

  constructor(private readonly send: (message: FromRuntime) => void) {}

  /** Resolves with the refusal, or undefined when the call may be made. */
  readonly ask = (question: Question): Promise<Refusal | undefined> => {
    const id = this.asked++;
    this.send({ type: 'question', id, question });
    return new Promise((resolve) => this.open.set(id, resolve));
  };

  decided(id: number, refusal: Refusal | undefined): void {
    this.open.get(id)?.(refusal);
    this.open.delete(id);
  }
}
