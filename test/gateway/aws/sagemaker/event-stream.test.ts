import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { EventStreamDecoder } from '../../../../lib/gateway/aws/sagemaker/event-stream';
import { UpstreamFailure } from '../../../../lib/gateway/forward/upstream';
import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { encodeEvents } from '../../../../lib/rehearsal/aws/wire/event-stream';

async function framesOf(parts: readonly (string | Buffer)[], end?: AwsError): Promise<Buffer> {
  async function* events() {
    for (const part of parts) yield { type: 'PayloadPart', payload: Buffer.from(part) };
    if (end !== undefined) throw end;
  }
  const frames = [];
  for await (const frame of encodeEvents(events())) frames.push(frame);
  return Buffer.concat(frames);
}

/** Parts that come out when the bytes go in cut in pieces of a size, and the error at the end. */
async function decode(bytes: Buffer, size = bytes.length): Promise<{ parts: string[]; error?: unknown }> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const source = Readable.from(pieces, { objectMode: false });
  const decoder = source.pipe(new EventStreamDecoder({ readableObjectMode: true }));
  const parts: string[] = [];
  decoder.on('data', (part) => parts.push(String(part))); // as the relay of answers reads it
  return finished(decoder).then(
    () => ({ parts }),
    (error: unknown) => ({ parts, error }),
  );
}

test.each([1, 2, 3, 7, 12, 13, 64, 100_000])('gives every part, from pieces of %i bytes', async (size) => {
  const bytes = await framesOf(['data: a\n\n', 'x'.repeat(1_000), 'größer']);
  expect(await decode(bytes, size)).toEqual({ parts: ['data: a\n\n', 'x'.repeat(1_000), 'größer'] });
});

test('gives a part as soon as its frame is here', async () => {
  const [first, second] = [await framesOf(['a']), await framesOf(['b'])];
  const decoder = new EventStreamDecoder();
  const parts: string[] = [];
  decoder.on('data', (part) => parts.push(String(part)));
  decoder.write(Buffer.concat([first, second.subarray(0, 20)]));
  await new Promise(setImmediate);
  expect(parts).toEqual(['a']);
  decoder.end(second.subarray(20));
  await new Promise(setImmediate);
  expect(parts).toEqual(['a', 'b']);
});

test('a large part costs no more than its bytes, however it comes', async () => {
  const bytes = await framesOf(['x'.repeat(8_000_000)]);
  const began = performance.now();
  const { parts } = await decode(bytes, 1_024);
  expect(parts[0].length).toBe(8_000_000);
  expect(performance.now() - began).toBeLessThan(5_000); // 8,000 pieces: joining them anew each time takes a minute
});

test('knows other types of headers, and leaves other events out', async () => {
  async function* events() {
    yield { type: 'InitialResponse', payload: Buffer.from('no part') };
  }
  for await (const frame of encodeEvents(events())) expect(await decode(Buffer.from(frame))).toEqual({ parts: [] });
});

test('an empty stream has no parts', async () => {
  expect(await decode(Buffer.alloc(0))).toEqual({ parts: [] });
});

describe('fails', () => {
  const failure = async (bytes: Buffer) => {
    const { error, parts } = await decode(bytes, 5);
    expect(error).toBeInstanceOf(UpstreamFailure);
    return { reason: (error as UpstreamFailure).reason, parts };
  };

  test.each([
    ['a model that takes too long', 'ModelStreamError', 'ModelInvocationTimeExceeded', 'timeout'],
    ['a model whose connection broke', 'ModelStreamError', 'StreamBroken', 'cut-off'],
    ['a failure of SageMaker', 'InternalStreamFailure', '', 'cut-off'],
  ])('after the parts before it, for %s', async (_, code, ErrorCode, reason) => {
    const bytes = await framesOf(['a', 'b'], new AwsError(code, 'no', 400, { ErrorCode }));
    expect(await failure(bytes)).toEqual({ reason, parts: ['a', 'b'] });
  });

  test('for a stream that ends in a frame', async () => {
    const bytes = await framesOf(['a', 'b']);
    expect(await failure(bytes.subarray(0, -1))).toEqual({ reason: 'cut-off', parts: ['a'] });
    expect(await failure(bytes.subarray(0, 5))).toEqual({ reason: 'cut-off', parts: [] });
  });

  test('for any byte that is not as it was sent', async () => {
    const bytes = await framesOf(['a']);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      expect(await failure(changed)).toEqual({ reason: 'invalid-answer', parts: [] });
    }
  });

  test('for a frame that is larger than any, before it is here', async () => {
    const prelude = Buffer.from('02000000000000006c2f3c1c', 'hex');
    expect((await failure(prelude)).reason).toBe('invalid-answer');
  });
});
