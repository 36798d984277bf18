import { ServerResponse } from 'node:http';
import { EnvironmentName } from '../../contract/environment';
import { PROTECT_HEADER, REQUEST_ID_HEADER } from '../../contract/gateway';
import { Tee } from '../mirror/tee';
import { ModelAnswer } from './upstream';

/** Passes the model's answer on to the caller, as it comes. */
export class AnswerRelay {
  constructor(
    readonly answer: ModelAnswer,
    private readonly response: ServerResponse,
    private readonly tee: Tee | undefined,
  ) {}

  /**
   * Whether the answer can be passed on. When not, nothing of it was.
   *
   * @param by environment that answered in place of the model's own
   */
  start(requestId: string, lastOnConnection: boolean, by: EnvironmentName | undefined): boolean {
    const { status, statusMessage } = this.answer;
    const head = this.head(requestId, lastOnConnection);
    if (by !== undefined) head.push(PROTECT_HEADER, by);
    try {
      this.response.writeHead(status, statusMessage, head);
    } catch {
      return false; // a header that the lenient parser of answers lets through
    }
    this.passBodyOn();
    return true;
  }

  private head(requestId: string, lastOnConnection: boolean): string[] {
    const { headers, length } = this.answer;
    const head = [...headers];
    if (length !== undefined) head.push('content-length', length);
    if (!hasName(headers, REQUEST_ID_HEADER)) head.push(REQUEST_ID_HEADER, requestId);
    if (lastOnConnection) head.push('connection', 'close');
    return head;
  }

  private passBodyOn(): void {
    const { answer, response } = this;
    const { body } = answer;
    const length = Number(answer.length ?? NaN);
    let begun = false;
    let passed = 0;
    body.on('data', (chunk: Buffer) => {
      begun = true;
      passed += chunk.length;
      this.tee?.addAnswer(chunk);
      if (passed === length) return void response.end(chunk); // the last part leaves together with what is before it
      if (response.write(chunk)) return;
      body.pause();
      response.once('drain', () => body.resume());
    });
    body.on('end', () => {
      begun = true;
      response.end();
    });
    // Node holds the head back for the first byte of the body, which is a token that may take seconds. What came in one
    // packet with the head has been passed on when this runs, and leaves with it in one packet.
    process.nextTick(() => {
      if (!begun && !response.destroyed) response.flushHeaders();
    });
  }
}

/** Whether a header is among names and values in turn. */
function hasName(headers: readonly string[], name: string): boolean {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index].length === name.length && headers[index].toLowerCase() === name) return true;
  }
  return false;
}
