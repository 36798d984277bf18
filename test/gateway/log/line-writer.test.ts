import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { LineStream, LineWriter } from '../../../lib/gateway/log/line-writer';
import { jsonLogger } from '../../../lib/gateway/log/logger';

test('a line ends with a line feed', () => {
  const stream = new PassThrough();
  expect(new LineWriter(stream).write('a')).toBe(true);
  expect(String(stream.read())).toBe('a\n');
});

test('fails to take lines that nobody reads, beyond a limit', async () => {
  const stream = new PassThrough();
  const writer = new LineWriter(stream);
  let taken = 0;
  for (let line = 0; line < 1_000; line += 1) if (writer.write('x'.repeat(1_023))) taken += 1;
  expect(taken).toBeGreaterThan(200);
  expect(taken).toBeLessThan(400);
  stream.resume();
  await once(stream, 'drain');
  expect(writer.ready).toBe(true);
});

test('fails quietly when the reader has gone', () => {
  const stream = new PassThrough();
  const writer = new LineWriter(stream);
  expect(() => stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow();
  expect(writer.write('a')).toBe(true);
});

test('fails quietly when the stream throws', () => {
  const stream: LineStream = {
    writableLength: 0,
    on: () => undefined,
    write: () => {
      throw new Error('write after end');
    },
  };
  expect(new LineWriter(stream).write('a')).toBe(false);
});

test('flushed waits for the reader, but not for ever', async () => {
  const stuck: LineStream = { writableLength: 1, on: () => undefined, write: () => true };
  await new LineWriter(stuck).flushed(30);
  await new LineWriter(new PassThrough()).flushed(60_000);
});

test('a log entry is one line of JSON', () => {
  const stream = new PassThrough();
  jsonLogger(new LineWriter(stream)).info('drained', { inFlight: 0 });
  expect(JSON.parse(String(stream.read()))).toEqual({ level: 'info', message: 'drained', inFlight: 0 });
});
