import { z } from 'zod';
import { parseChoiceRule } from '../choice/parse-condition';
import { JsonObject, isJsonObject, member } from '../json';
import { SyntaxProblem } from '../paths/path';
import { parseTemplate } from '../intrinsics/template';
import { itemBatcher, itemReader, label, resultWriter } from './distributed-map';
import { errorHandling } from './error-handling';
import {
  definitePath,
  json,
  parsedBy,
  path,
  positiveSeconds,
  referencePath,
  seconds,
  stringExpression,
  template,
  timestamp,
} from './fields';

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
};
const filters = { InputPath: path.nullable().optional(), OutputPath: path.nullable().optional() };
const transition = { Next: z.string().optional(), End: z.boolean().optional() };
const result = { ResultSelector: template.optional(), ResultPath: referencePath.nullable().optional() };

export const passSchema = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...filters,
  ...transition,
  Result: json.optional(),
  Parameters: template.optional(),
  ResultPath: referencePath.nullable().optional(),
});

/** The service integration in any partition. Functions as resources, activities and other integrations are not rehearsed. */
const LAMBDA_INVOKE = /^arn:aws[a-z-]*:states:::lambda:invoke$/;

/** Members of the integration's Parameters that the rehearsal honours, with and without `.$`. */
const INVOKE_PARAMETERS = ['FunctionName', 'Payload', 'InvocationType'];

const invokeParameters = parsedBy(z.custom<JsonObject>(isJsonObject, 'expected an object'), (parameters) => {
  const names = Object.keys(parameters).map((key) => key.replace(/\.\$$/, ''));
  const unknown = names.filter((name) => !INVOKE_PARAMETERS.includes(name));
  if (unknown.length > 0) throw new SyntaxProblem(`${unknown.join(', ')} of lambda:invoke is not rehearsed`);
  if (!names.includes('FunctionName')) throw new SyntaxProblem('lambda:invoke needs FunctionName');
  const invocationType = member(parameters, 'InvocationType') ?? 'RequestResponse';
  if (invocationType !== 'RequestResponse') {
    throw new SyntaxProblem(`InvocationType must be RequestResponse, got ${JSON.stringify(invocationType)}`);
  }
  return parseTemplate(parameters);
});

export const taskSchema = z
  .strictObject({
    Type: z.literal('Task'),
    ...common,
    ...filters,
    ...transition,
    ...result,
    ...errorHandling,
    Resource: z.string().regex(LAMBDA_INVOKE, 'only arn:<partition>:states:::lambda:invoke is rehearsed'),
    Parameters: invokeParameters,
    TimeoutSeconds: positiveSeconds.optional(),
    TimeoutSecondsPath: definitePath.optional(),
  })
  .refine((task) => task.TimeoutSeconds === undefined || task.TimeoutSecondsPath === undefined, {
    error: 'give TimeoutSeconds or TimeoutSecondsPath, not both',
  });

export const choiceSchema = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...filters,
  Choices: z.array(parsedBy(json, parseChoiceRule)).min(1),
  Default: z.string().optional(),
});

const WAIT_TIMES = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'] as const;

export const waitSchema = z
  .strictObject({
    Type: z.literal('Wait'),
    ...common,
    ...filters,
    ...transition,
    Seconds: seconds.optional(),
    SecondsPath: definitePath.optional(),
    Timestamp: timestamp.optional(),
    TimestampPath: definitePath.optional(),
  })
  .refine((wait) => WAIT_TIMES.filter((field) => wait[field] !== undefined).length === 1, {
    error: `give exactly one of ${WAIT_TIMES.join(', ')}`,
  });

export const succeedSchema = z.strictObject({ Type: z.literal('Succeed'), ...common, ...filters });

export const failSchema = z
  .strictObject({
    Type: z.literal('Fail'),
    ...common,
    Error: z.string().optional(),
    ErrorPath: stringExpression.optional(),
    Cause: z.string().optional(),
    CausePath: stringExpression.optional(),
  })
  .refine((fail) => fail.Error === undefined || fail.ErrorPath === undefined, 'give Error or ErrorPath, not both')
  .refine((fail) => fail.Cause === undefined || fail.CausePath === undefined, 'give Cause or CausePath, not both');

export const mapSchema = z.strictObject({
  Type: z.literal('Map'),
  ...common,
  ...filters,
  ...transition,
  ...result,
  ...errorHandling,
  ItemsPath: definitePath.optional(),
  ItemSelector: template.optional(),
  /** 0 and undefined: no limit of the state's own. */
  MaxConcurrency: z.int().min(0).optional(),
  MaxConcurrencyPath: definitePath.optional(),
  ItemReader: itemReader.optional(),
  ItemBatcher: itemBatcher.optional(),
  ResultWriter: resultWriter.optional(),
  Label: label.optional(),
  ToleratedFailureCount: z.int().min(0).optional(),
  ToleratedFailureCountPath: definitePath.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailurePercentagePath: definitePath.optional(),
  /** A flow of its own, parsed apart. */
  ItemProcessor: z.unknown(),
});

export const parallelSchema = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...filters,
  ...transition,
  ...result,
  ...errorHandling,
  Parameters: template.optional(),
  /** Flows of their own, parsed apart. */
  Branches: z.array(z.unknown()).min(1),
});

export const stateSchema = z.discriminatedUnion('Type', [
  passSchema,
  taskSchema,
  choiceSchema,
  waitSchema,
  succeedSchema,
  failSchema,
  mapSchema,
  parallelSchema,
]);
