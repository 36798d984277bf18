import { ClientRequest, IncomingMessage } from 'node:http';

/** Bodies up to this many bytes are kept until the answer begins, so that they can be sent again. */
const REPLAY_LIMIT = 64 * 1024;

/** The body of a request, sent to the target as it arrives or, when it is small, in one piece. */
export interface RequestBody {
  /** Whether `sendTo` may be called a second time. */
  readonly replayable: boolean;
  sendTo(upstream: ClientRequest): void;
}

/** Calls back once the body can be sent: at once, or when all of a small one is here. */
export function receiveBody(request: IncomingMessage, ready: (body: RequestBody) => void): void {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return ready(NO_BODY);
  if (length === undefined || Number(length) > REPLAY_LIMIT) return ready(new StreamedBody(request));
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => ready(new BufferedBody(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
}

const NO_BODY: RequestBody = { replayable: true, sendTo: (upstream) => void upstream.end() };

class BufferedBody implements RequestBody {
  readonly replayable = true;

  constructor(private readonly bytes: Buffer) {}

  sendTo(upstream: ClientRequest): void {
    upstream.end(this.bytes);
  }
}

class StreamedBody implements RequestBody {
  readonly replayable = false;

  constructor(private readonly request: IncomingMessage) {}

  sendTo(upstream: ClientRequest): void {
    this.request.pipe(upstream);
  }
}
