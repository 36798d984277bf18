import * as z from 'zod';
import { parseTemplate, Template } from '../intrinsics/template';
import { JsonObject, isJsonObject } from '../json';
import { SyntaxProblem } from '../paths/path';
import { definitePath, parsedBy, template } from './fields';

/** Most items that a Map Run reads (developer guide, "ItemReader", MaxItems). */
const MOST_ITEMS = 100_000_000;
/** Largest input of a child execution, so of a batch: 256 KiB (developer guide, "ItemBatcher"). */
export const LARGEST_BATCH_BYTES = 256 * 1024;
/** Largest header row of a CSV dataset: 10 KiB (developer guide, "ItemReader"). */
export const LARGEST_CSV_HEADER_BYTES = 10 * 1024;
const LONGEST_LABEL = 40;

const GET_OBJECT = /^arn:aws[a-z-]*:states:::s3:getObject$/;
const LIST_OBJECTS = /^arn:aws[a-z-]*:states:::s3:listObjectsV2$/;
const PUT_OBJECT = /^arn:aws[a-z-]*:states:::s3:putObject$/;

const positive = z.int().min(1);

/** A template of parameters with these names, with and without `.$`: one of `required` or more, none that is unknown. */
function parameters(required: readonly string[], optional: readonly string[] = []) {
  return parsedBy(z.custom<JsonObject>(isJsonObject, 'expected an object'), (given): Template => {
    const names = Object.keys(given).map((key) => key.replace(/\.\$$/, ''));
    const unknown = names.filter((name) => ![...required, ...optional].includes(name));
    if (unknown.length > 0) throw new SyntaxProblem(`${unknown.join(', ')} is unknown or not rehearsed`);
    const missing = required.filter((name) => !names.includes(name));
    if (missing.length > 0) throw new SyntaxProblem(`${missing.join(' and ')} must be given`);
    return parseTemplate(given);
  });
}

const maxItems = { MaxItems: positive.max(MOST_ITEMS).optional(), MaxItemsPath: definitePath.optional() };

const fileConfig = z
  .strictObject({
    ...maxItems,
    InputType: z.enum(['CSV', 'JSON', 'JSONL'], 'InputType must be CSV, JSON or JSONL; others are not rehearsed'),
    CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
    CSVHeaders: z.array(z.string()).min(1).optional(),
    CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']).optional(),
    /** JSON Pointer (RFC 6901) to the array in a JSON file. */
    ItemsPointer: z
      .string()
      .regex(/^(\/[^/]*)+$/, 'ItemsPointer must be a JSON pointer such as /data/items')
      .optional(),
  })
  .refine(({ InputType, CSVHeaderLocation }) => (InputType === 'CSV') === (CSVHeaderLocation !== undefined), {
    error: 'CSVHeaderLocation must be given for CSV, and only for it',
  })
  .refine(({ CSVHeaderLocation, CSVHeaders }) => (CSVHeaderLocation === 'GIVEN') === (CSVHeaders !== undefined), {
    error: 'CSVHeaders must be given for the CSVHeaderLocation GIVEN, and only for it',
  })
  .refine(({ CSVHeaders = [] }) => Buffer.byteLength(CSVHeaders.join(',')) <= LARGEST_CSV_HEADER_BYTES, {
    error: `CSVHeaders must have at most ${LARGEST_CSV_HEADER_BYTES} bytes`,
  })
  .refine(({ InputType, CSVDelimiter }) => InputType === 'CSV' || CSVDelimiter === undefined, {
    error: 'CSVDelimiter is for CSV only',
  })
  .refine(({ InputType, ItemsPointer }) => InputType === 'JSON' || ItemsPointer === undefined, {
    error: 'ItemsPointer is for JSON only',
  })
  .refine(oneMaximum, 'give MaxItems or MaxItemsPath, not both');

const listConfig = z
  .strictObject({ ...maxItems, Transformation: z.literal('NONE', 'only NONE is rehearsed').optional() })
  .refine(oneMaximum, 'give MaxItems or MaxItemsPath, not both');

const fileReader = z
  .strictObject({ Resource: z.string(), Parameters: parameters(['Bucket', 'Key']), ReaderConfig: fileConfig })
  .transform((reader) => ({ kind: 'file' as const, ...reader }));
const listReader = z
  .strictObject({
    Resource: z.string(),
    Parameters: parameters(['Bucket'], ['Prefix']),
    ReaderConfig: listConfig.default({}),
  })
  .transform((reader) => ({ kind: 'list' as const, ...reader }));

/** Where a distributed Map has its items from: a file in S3, or the listing of a bucket. */
export const itemReader = z
  .looseObject({ Resource: z.string() })
  .refine(({ Resource }) => GET_OBJECT.test(Resource) || LIST_OBJECTS.test(Resource), {
    error: 'Resource must be arn:<partition>:states:::s3:getObject or s3:listObjectsV2',
    path: ['Resource'],
    abort: true,
  })
  .transform((reader, context) => {
    const schema = GET_OBJECT.test(reader.Resource) ? fileReader : listReader;
    const parsed = schema.safeParse(reader);
    if (parsed.success) return parsed.data;
    context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: reader }) as z.core.$ZodRawIssue));
    return z.NEVER;
  });

const BATCH_LIMITS = [
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
] as const;

/** How many items go into one child execution. */
export const itemBatcher = z
  .strictObject({
    MaxItemsPerBatch: positive.optional(),
    MaxItemsPerBatchPath: definitePath.optional(),
    MaxInputBytesPerBatch: positive.max(LARGEST_BATCH_BYTES).optional(),
    MaxInputBytesPerBatchPath: definitePath.optional(),
    BatchInput: template.optional(),
  })
  .refine(
    ({ MaxItemsPerBatch: items, MaxItemsPerBatchPath: path }) => items === undefined || path === undefined,
    'give MaxItemsPerBatch or MaxItemsPerBatchPath, not both',
  )
  .refine(
    ({ MaxInputBytesPerBatch: bytes, MaxInputBytesPerBatchPath: path }) => bytes === undefined || path === undefined,
    'give MaxInputBytesPerBatch or MaxInputBytesPerBatchPath, not both',
  )
  .refine(
    (batcher) => BATCH_LIMITS.some((limit) => batcher[limit] !== undefined),
    'give a largest number of items or of bytes for each batch',
  );

/** What becomes of the results, and whether they go to S3. */
export const resultWriter = z
  .strictObject({
    Resource: z.string().regex(PUT_OBJECT, 'Resource must be arn:<partition>:states:::s3:putObject').optional(),
    Parameters: parameters(['Bucket'], ['Prefix']).optional(),
    WriterConfig: z
      .strictObject({
        Transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']).default('NONE'),
        OutputType: z.enum(['JSON', 'JSONL']).default('JSON'),
      })
      .optional(),
  })
  .refine(({ Resource, Parameters }) => (Resource === undefined) === (Parameters === undefined), {
    error: 'give Resource and Parameters together',
  })
  .refine(({ Resource, WriterConfig }) => Resource !== undefined || WriterConfig !== undefined, {
    error: 'give Resource and Parameters, WriterConfig or all of them',
  })
  .refine(({ Resource, WriterConfig }) => Resource !== undefined || WriterConfig?.OutputType !== 'JSONL', {
    error: 'the OutputType JSONL without S3 is not rehearsed',
  });

/** Part of the ARNs of a state's Map Runs and of their executions. */
export const label = z
  .string()
  .max(LONGEST_LABEL)
  .regex(/^[^\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]+$/u, 'a Label has no spaces, brackets, wildcards or special characters');

export type ItemReader = z.output<typeof itemReader>;
export type FileReader = Extract<ItemReader, { kind: 'file' }>;
export type ItemBatcher = z.output<typeof itemBatcher>;
export type ResultWriter = z.output<typeof resultWriter>;

function oneMaximum({ MaxItems, MaxItemsPath }: { MaxItems?: unknown; MaxItemsPath?: unknown }): boolean {
  return MaxItems === undefined || MaxItemsPath === undefined;
}
