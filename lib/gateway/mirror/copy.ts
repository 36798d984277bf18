import { IncomingMessage } from 'node:http';
import { EnvironmentName } from '../../contract/environment';
import { Answer, AnswerHead, answerOf } from './answer';
import { BodyCapture } from './body-capture';
import { ByteBudget } from './byte-budget';
import { Tee } from './tee';

/** What is kept of a request and its answers, in bytes at most. */
export interface CopyLimits {
  readonly requestBody: number;
  /** Of each of the two answers. */
  readonly answerBody: number;
}

/** A live request that was taken for mirroring: first it listens, then it waits in the queue, then it is sent. */
export class Copy implements Tee {
  /** Path and query. */
  readonly target: string;
  readonly method: string;
  readonly mirrorAnswer: BodyCapture;
  private readonly requestBody: BodyCapture;
  private readonly liveAnswer: BodyCapture;
  private sentHeaders: readonly string[] = [];
  private liveHead: AnswerHead | undefined;

  /**
   * @param to environment that gets it; the test listener selects it by a header
   * @param ready called in a turn of the event loop of its own, once the live answer has left
   */
  constructor(
    request: IncomingMessage,
    readonly to: EnvironmentName,
    limits: CopyLimits,
    budget: ByteBudget,
    private readonly ready: (copy: Copy) => void,
  ) {
    this.method = request.method ?? 'GET';
    this.target = request.url ?? '/';
    this.requestBody = new BodyCapture(limits.requestBody, budget);
    this.liveAnswer = new BodyCapture(limits.answerBody, budget);
    this.mirrorAnswer = new BodyCapture(limits.answerBody, budget);
  }

  /** Why the copy can't be sent. */
  get missing(): 'too-large' | 'no-room' | undefined {
    return this.requestBody.missing;
  }

  /** Names and values in turn, as sent to the live model. */
  get headers(): readonly string[] {
    return this.sentHeaders;
  }

  get body(): Buffer {
    return this.requestBody.body() ?? Buffer.alloc(0);
  }

  /** Undefined until the live answer is over. */
  get live(): Answer | undefined {
    return this.liveHead === undefined ? undefined : answerOf(this.liveHead, this.liveAnswer);
  }

  add(chunk: Buffer): void {
    this.requestBody.add(chunk);
  }

  addAnswer(chunk: Buffer): void {
    this.liveAnswer.add(chunk);
  }

  finish(requestHeaders: readonly string[], live: AnswerHead): void {
    this.sentHeaders = requestHeaders;
    this.liveHead = live;
    setImmediate(() => this.ready(this));
  }

  abandon(): void {
    this.release();
  }

  /** Gives back what the copy holds. */
  release(): void {
    this.requestBody.release();
    this.liveAnswer.release();
    this.mirrorAnswer.release();
  }
}
