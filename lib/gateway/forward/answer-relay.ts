import { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '../../contract/gateway';
import { Tee } from '../mirror/tee';
import { endToEndHeaders } from './headers';

/** Passes the model's answer on to the caller, as it comes. */
export class AnswerRelay {
  readonly status: number;
  /** Names and values in turn, without those of one connection. */
  readonly headers: readonly string[];

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly tee: Tee | undefined,
  ) {
    this.status = incoming.statusCode ?? 0;
    this.headers = endToEndHeaders(incoming);
  }

  /** Whether the answer can be passed on. When not, nothing of it was. */
  start(requestId: string, lastOnConnection: boolean): boolean {
    const { incoming, response } = this;
    const coding = incoming.headers['transfer-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') return false;
    try {
      response.writeHead(this.status, incoming.statusMessage, this.head(requestId, lastOnConnection));
    } catch {
      return false; // a header that the lenient parser of answers lets through
    }
    this.passBodyOn();
    return true;
  }

  private head(requestId: string, lastOnConnection: boolean): string[] {
    const { headers } = this.incoming;
    const head = [...this.headers];
    const length = headers['content-length'];
    if (length !== undefined) head.push('content-length', length);
    if (headers[REQUEST_ID_HEADER] === undefined) head.push(REQUEST_ID_HEADER, requestId);
    if (lastOnConnection) head.push('connection', 'close');
    return head;
  }

  private passBodyOn(): void {
    const { incoming, response } = this;
    const length = Number(incoming.headers['content-length'] ?? NaN);
    let begun = false;
    let passed = 0;
    incoming.on('data', (chunk: Buffer) => {
      begun = true;
      passed += chunk.length;
      this.tee?.addAnswer(chunk);
      if (passed === length) return void response.end(chunk); // the last part leaves together with what is before it
      if (response.write(chunk)) return;
      incoming.pause();
      response.once('drain', () => incoming.resume());
    });
    incoming.on('end', () => {
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
