import * as z from 'zod';
import { parseChoiceRule } from '../choice/parse-condition';
import { itemBatcher, itemReader, label, resultWriter } from './distributed-map';
import { errorHandling } from './error-handling';
import {
  definitePath,
  json,
  jsonObject,
  parsedBy,
  path,
  positiveSeconds,
  referencePath,
  seconds,
  stringExpression,
  template,
  timestamp,
} from './fields';
import { INTEGRATION_NAMES, integrationOf, integrationParameters } from './integrations';

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

export const taskSchema = z
  .strictObject({
    Type: z.literal('Task'),
    ...common,
    ...filters,
    ...transition,
    ...result,
    ...errorHandling,
    Resource: z.string(),
    Parameters: jsonObject,
    TimeoutSeconds: positiveSeconds.optional(),
    TimeoutSecondsPath: definitePath.optional(),
  })
  .refine((task) => task.TimeoutSeconds === undefined || task.TimeoutSecondsPath === undefined, {
    error: 'give TimeoutSeconds or TimeoutSecondsPath, not both',
  })
  .transform(({ Resource, Parameters, ...task }, context) => {
    const integration = integrationOf(Resource);
    if (integration === undefined) {
      context.issues.push({
        code: 'custom',
        path: ['Resource'],
        message: `only ${INTEGRATION_NAMES} are rehearsed`,
        input: Resource,
      });
      return z.NEVER;
    }
    const parsed = integrationParameters(integration).safeParse(Parameters);
    if (parsed.success) return { ...task, integration, Parameters: parsed.data };
    for (const { message } of parsed.error.issues) {
      context.issues.push({ code: 'custom', path: ['Parameters'], message, input: Parameters });
    }
    return z.NEVER;
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
