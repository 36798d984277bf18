import { runInNewContext } from 'node:vm';
import { Codec } from '../../../../lib/rehearsal/aws/wire/codec';
import { jsonCodec } from '../../../../lib/rehearsal/aws/wire/json-codec';
import { queryCodec } from '../../../../lib/rehearsal/aws/wire/query-codec';
import { restJsonCodec } from '../../../../lib/rehearsal/aws/wire/rest-json-codec';

/** What a handler that runs in another realm answers: its `Date` is not ours. */
const answer: unknown = runInNewContext('({ At: new Date(1500), Bytes: new Uint8Array([1, 2]) })');
const body = (codec: Codec, output: unknown) => Buffer.from(codec.encode('Do', output, 'id').body as string).toString();

test.each<[string, Codec]>([
  ['json', jsonCodec('ecs', 'json-1.1', 'Ecs')],
  ['rest-json', restJsonCodec('lambda')],
])('times and bytes of another realm are told by what they are: %s', (_protocol, codec) => {
  expect(JSON.parse(body(codec, answer))).toEqual({ At: 1.5, Bytes: 'AQI=' });
});

test('times of another realm are told by what they are: query', () => {
  expect(body(queryCodec('sns', 'http://sns'), answer)).toContain('<At>1970-01-01T00:00:01.500Z</At>');
});
