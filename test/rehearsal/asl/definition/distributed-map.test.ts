import { InvalidStateMachine, parseStateMachine } from '../../../../lib/rehearsal/asl';
import { WRITER } from '../states/distributed-map/support';

const INNER = { Type: 'Pass', End: true };
const processor = (state: object = INNER, config: object = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }) => ({
  ProcessorConfig: config,
  StartAt: 'Inner',
  States: { Inner: state },
});
const map = (fields: object = {}, itemProcessor: object = processor()) => ({
  Type: 'Map',
  ItemProcessor: itemProcessor,
  End: true,
  ...fields,
});
const parse = (state: object) => parseStateMachine({ StartAt: 'Each', States: { Each: state } });
const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';
const reading = (ReaderConfig: object | undefined, more: object = {}) => ({
  ItemReader: { Resource: GET, Parameters: { Bucket: 'b', 'Key.$': '$.k' }, ReaderConfig, ...more },
});

test.each<[string, object]>([
  ['nothing more', {}],
  ['a file', reading({ InputType: 'JSON', MaxItems: 100_000_000, ItemsPointer: '/a/b' })],
  [
    'a file of lines, in another partition',
    reading({ InputType: 'JSONL' }, { Resource: GET.replace(':aws:', ':aws-cn:') }),
  ],
  ['a table', reading({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'SEMICOLON' })],
  ['a table with given headers', reading({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] })],
  [
    'a listing',
    { ItemReader: { Resource: LIST, Parameters: { Bucket: 'b', Prefix: 'p' }, ReaderConfig: { MaxItems: 1 } } },
  ],
  ['a listing of everything', { ItemReader: { Resource: LIST, Parameters: { 'Bucket.$': '$.b' } } }],
  [
    'batches',
    { ItemBatcher: { MaxItemsPerBatchPath: '$.n', MaxInputBytesPerBatch: 262_144, BatchInput: { 'a.$': '$' } } },
  ],
  ['results', { ResultWriter: WRITER }],
  [
    'results in another form',
    { ResultWriter: { ...WRITER, WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' } } },
  ],
  ['results in the output', { ResultWriter: { WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } } }],
  ['limits', { MaxConcurrency: 0, ToleratedFailureCount: 0, ToleratedFailurePercentage: 12.5, Label: 'Golden-set_1' }],
  [
    'limits of the input',
    { MaxConcurrencyPath: '$.a', ToleratedFailureCountPath: '$.b', ToleratedFailurePercentagePath: '$.c' },
  ],
])('a distributed Map with %s is parsed', (_what, fields) => {
  expect(parse(map(fields)).states.get('Each')).toMatchObject({ executionType: 'STANDARD' });
});

test('an inline Map has no execution type', () => {
  expect(parse(map({}, processor(INNER, { Mode: 'INLINE' }))).states.get('Each')).not.toHaveProperty('executionType');
});

test.each<[string, object, string]>([
  [
    'a kind that there is not',
    map({}, processor(INNER, { Mode: 'DISTRIBUTED', ExecutionType: 'FAST' })),
    'ExecutionType: ',
  ],
  [
    'an inline processor with a kind',
    map({}, processor(INNER, { Mode: 'INLINE', ExecutionType: 'STANDARD' })),
    '"ExecutionType" is unknown',
  ],
  [
    'another integration to read by',
    map(reading({ InputType: 'JSON' }, { Resource: 'arn:aws:states:::s3:headObject' })),
    'Resource must be arn:<partition>:states:::s3:getObject',
  ],
  ['a file of no type', map(reading({})), 'ItemReader.ReaderConfig.InputType: InputType must be CSV, JSON or JSONL'],
  ['a file without ReaderConfig', map(reading(undefined)), 'ItemReader.ReaderConfig: '],
  [
    'an inventory',
    map(reading({ InputType: 'MANIFEST' })),
    'InputType must be CSV, JSON or JSONL; others are not rehearsed',
  ],
  [
    'no key',
    map({ ItemReader: { Resource: GET, Parameters: { Bucket: 'b' }, ReaderConfig: { InputType: 'JSON' } } }),
    'Key must be given',
  ],
  [
    'a version',
    map(reading({ InputType: 'JSON' }, { Parameters: { Bucket: 'b', Key: 'k', VersionId: 'v' } })),
    'VersionId is unknown or not rehearsed',
  ],
  ['a table without its header', map(reading({ InputType: 'CSV' })), 'CSVHeaderLocation must be given for CSV'],
  ['a header of JSON', map(reading({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' })), 'only for it'],
  [
    'no headers though given',
    map(reading({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' })),
    'CSVHeaders must be given',
  ],
  [
    'headers of 10 KiB and more',
    map(reading({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x'.repeat(10_241)] })),
    'at most 10240 bytes',
  ],
  ['a delimiter of JSON', map(reading({ InputType: 'JSONL', CSVDelimiter: 'TAB' })), 'CSVDelimiter is for CSV only'],
  ['a pointer into lines', map(reading({ InputType: 'JSONL', ItemsPointer: '/a' })), 'ItemsPointer is for JSON only'],
  ['no pointer at all', map(reading({ InputType: 'JSON', ItemsPointer: 'a' })), 'must be a JSON pointer'],
  [
    'two maxima',
    map(reading({ InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.a' })),
    'give MaxItems or MaxItemsPath, not both',
  ],
  ['too many items', map(reading({ InputType: 'JSON', MaxItems: 100_000_001 })), 'ItemReader.ReaderConfig.MaxItems: '],
  [
    'a listing with a type',
    map({ ItemReader: { Resource: LIST, Parameters: { Bucket: 'b' }, ReaderConfig: { InputType: 'CSV' } } }),
    '"InputType" is unknown',
  ],
  [
    'a listing that is loaded',
    map({
      ItemReader: { Resource: LIST, Parameters: { Bucket: 'b' }, ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN' } },
    }),
    'only NONE is rehearsed',
  ],
  [
    'a reader and a path',
    map({ ...reading({ InputType: 'JSON' }), ItemsPath: '$.a' }),
    'give ItemsPath or ItemReader, not both',
  ],
  ['batches of any size', map({ ItemBatcher: { BatchInput: {} } }), 'give a largest number of items or of bytes'],
  ['batches of two numbers', map({ ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$' } }), 'not both'],
  [
    'batches of two sizes',
    map({ ItemBatcher: { MaxInputBytesPerBatch: 1, MaxInputBytesPerBatchPath: '$' } }),
    'not both',
  ],
  [
    'batches larger than an input',
    map({ ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }),
    'ItemBatcher.MaxInputBytesPerBatch: ',
  ],
  ['an empty writer', map({ ResultWriter: {} }), 'give Resource and Parameters, WriterConfig or all of them'],
  [
    'a writer to nowhere',
    map({ ResultWriter: { Resource: WRITER.Resource } }),
    'give Resource and Parameters together',
  ],
  [
    'lines as output',
    map({ ResultWriter: { WriterConfig: { OutputType: 'JSONL' } } }),
    'JSONL without S3 is not rehearsed',
  ],
  [
    'another integration to write by',
    map({ ResultWriter: { ...WRITER, Resource: GET } }),
    'Resource must be arn:<partition>:states:::s3:putObject',
  ],
  ['a share above 100', map({ ToleratedFailurePercentage: 101 }), 'ToleratedFailurePercentage: '],
  ['two shares', map({ ToleratedFailurePercentage: 1, ToleratedFailurePercentagePath: '$' }), 'not both'],
  ['two counts', map({ ToleratedFailureCount: 1, ToleratedFailureCountPath: '$' }), 'not both'],
  [
    'two concurrencies',
    map({ MaxConcurrency: 1, MaxConcurrencyPath: '$' }),
    'give MaxConcurrency or MaxConcurrencyPath',
  ],
  ['a label with a colon', map({ Label: 'a:b' }), 'Label: a Label has no spaces'],
  ['a label of 41 characters', map({ Label: 'x'.repeat(41) }), 'Label: '],
  [
    'what an inline Map has not',
    map({ Label: 'x', ResultWriter: WRITER }, processor(INNER, { Mode: 'INLINE' })),
    'Label needs a processor whose ProcessorConfig has the Mode DISTRIBUTED',
  ],
  [
    'a distributed Map within',
    map({}, processor(map({}, { ...processor(), StartAt: 'Deep', States: { Deep: INNER } }))),
    'a distributed Map inside of a distributed Map',
  ],
])('fails with %s', (_what, state, problem) => {
  expect(() => parse(state)).toThrow(InvalidStateMachine);
  expect(() => parse(state)).toThrow(problem);
});

test('fails with a label that is used twice', () => {
  const second = { ...processor(), StartAt: 'Other', States: { Other: INNER } };
  const States = {
    Each: { ...map({ Label: 'x' }), End: undefined, Next: 'Again' },
    Again: map({ Label: 'x' }, second),
  };
  const definition = JSON.parse(JSON.stringify({ StartAt: 'Each', States })) as object;
  expect(() => parseStateMachine(definition)).toThrow('the Label "x" is used twice in the machine');
});
