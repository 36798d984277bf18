import { crc32 } from 'node:zlib';
import { AwsError } from '../service';

/** One event of an answer that is a stream: its kind, and its payload. */
export interface StreamEvent {
  /** Member of the stream's union, `PayloadPart` for example. */
  readonly type: string;
  readonly payload: Uint8Array;
}

/** An answer that is a stream. */
export interface EventStream extends AsyncIterable<StreamEvent> {
  /** Ends it at once, also while the next event is awaited; harmless when it has ended. */
  cancel(): void;
}

export const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** Total length and length of the headers, each with 4 bytes, and the checksum of both. */
const PRELUDE_LENGTH = 12;
const CHECKSUM_LENGTH = 4;
/** Type 7 of a header's value: text of up to 65,535 bytes. */
const TEXT = 7;

/**
 * Events in AWS' binary framing: prelude, headers, payload, checksum (Smithy specification, "Amazon Event Stream"). An
 * `AwsError` thrown by the events becomes an exception frame, which ends the stream.
 */
export async function* encodeEvents(events: AsyncIterable<StreamEvent>): AsyncGenerator<Uint8Array> {
  try {
    for await (const { type, payload } of events) {
      const headers = { ':message-type': 'event', ':event-type': type, ':content-type': 'application/octet-stream' };
      yield frame(headers, payload);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const headers = {
      ':message-type': 'exception',
      ':exception-type': error.code,
      ':content-type': 'application/json',
    };
    yield frame(headers, Buffer.from(JSON.stringify({ Message: error.message, ...error.details })));
  }
}

function frame(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  const encoded = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const length = PRELUDE_LENGTH + encoded.length + payload.length + CHECKSUM_LENGTH;
  const message = Buffer.alloc(length);
  message.writeUInt32BE(length, 0);
  message.writeUInt32BE(encoded.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  encoded.copy(message, PRELUDE_LENGTH);
  message.set(payload, PRELUDE_LENGTH + encoded.length);
  message.writeUInt32BE(crc32(message.subarray(0, length - CHECKSUM_LENGTH)), length - CHECKSUM_LENGTH);
  return message;
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(TEXT), length, Buffer.from(value)]);
}
