import { Transform, TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import { UpstreamFailure } from '../../forward/upstream';

/** Total length, length of the headers, checksum of both. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** A payload has 16 MiB at most, headers 128 KiB (Smithy specification, "Amazon Event Stream"). */
const MOST_FRAME_BYTES = 16 * 1024 * 1024 + 128 * 1024 + PRELUDE_BYTES + CHECKSUM_BYTES;

/** Bytes of a header's value by its type; -1: two bytes before it tell. */
const VALUE_BYTES = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];

const BROKEN = 'the stream of SageMaker is broken; try again';

/**
 * Takes the parts of a model's answer out of the frames of `InvokeEndpointWithResponseStream`, each as soon as its frame is
 * here. Fails with `UpstreamFailure` when the stream says that the model failed, and when it is broken.
 */
export class EventStreamDecoder extends Transform {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  /** Bytes without which there is nothing to do. */
  private needed = PRELUDE_BYTES;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    if (this.waitingBytes < this.needed) return done();
    const bytes = this.waiting.length === 1 ? chunk : Buffer.concat(this.waiting);
    try {
      this.keep(this.takeFrames(bytes));
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.waitingBytes === 0 ? null : new UpstreamFailure('cut-off', BROKEN));
  }

  private keep(rest: Buffer): void {
    this.waiting = rest.length === 0 ? [] : [rest];
    this.waitingBytes = rest.length;
  }

  /** Returns what is left after the last complete frame. */
  private takeFrames(bytes: Buffer): Buffer {
    let rest = bytes;
    this.needed = PRELUDE_BYTES;
    while (rest.length >= PRELUDE_BYTES) {
      const length = frameLength(rest);
      if (rest.length < length) {
        this.needed = length;
        break;
      }
      this.takeFrame(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return rest;
  }

  private takeFrame(frame: Buffer): void {
    const end = frame.length - CHECKSUM_BYTES;
    if (crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) throw new UpstreamFailure('invalid-answer', BROKEN);
    const payloadAt = PRELUDE_BYTES + frame.readUInt32BE(4);
    const headers = headersIn(frame.subarray(PRELUDE_BYTES, payloadAt));
    const payload = frame.subarray(payloadAt, end);
    if (headers[':message-type'] !== 'event') throw failureIn(payload);
    if (headers[':event-type'] === 'PayloadPart') this.push(payload);
  }
}

function frameLength(bytes: Buffer): number {
  const length = bytes.readUInt32BE(0);
  const headers = bytes.readUInt32BE(4);
  const valid =
    crc32(bytes.subarray(0, 8)) === bytes.readUInt32BE(8) &&
    length <= MOST_FRAME_BYTES &&
    headers <= length - PRELUDE_BYTES - CHECKSUM_BYTES;
  if (!valid) throw new UpstreamFailure('invalid-answer', BROKEN);
  return length;
}

/** Values of the headers that are texts. */
function headersIn(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes[at];
    const name = bytes.toString('latin1', at + 1, nameEnd);
    const size = VALUE_BYTES[bytes[nameEnd]];
    if (size === undefined) throw new UpstreamFailure('invalid-answer', BROKEN);
    const valueAt = nameEnd + (size === -1 ? 3 : 1);
    at = valueAt + (size === -1 ? bytes.readUInt16BE(nameEnd + 1) : size);
    if (bytes[nameEnd] === 7) headers[name] = bytes.toString('utf8', valueAt, at);
  }
  return headers;
}

/** `ModelStreamError` names the limit that the model broke; all else is a broken stream. */
function failureIn(payload: Buffer): UpstreamFailure {
  const tooLate = payload.includes('ModelInvocationTimeExceeded');
  return new UpstreamFailure(tooLate ? 'timeout' : 'cut-off', BROKEN);
}
