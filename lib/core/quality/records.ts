import {
  EnvironmentName,
  ENVIRONMENTS,
  LabelRecord,
  Names,
  PredictionRecord,
  QualityLabel,
  QualitySpec,
  QualityTaskSpec,
} from '../../contract';
import { compilePath } from '../compare/path';
import { labelText } from '../compare/label-text';
import { isMembers, isText, Members } from '../golden/dataset/entry';
import { eventIdsOf } from '../golden/dataset/event-ids';
import { eventLabel } from '../golden/dataset/ground-truth';
import { Malformed } from '../golden/dataset/malformed';
import { capturedAnswer, capturedRequest } from '../golden/dataset/shapes/sagemaker-capture';
import { DatasetTools } from '../golden/dataset/tools';
import { parseJson } from '../golden/json-text';
import { KnownLabel, Prediction } from './joined';
import { featureOf } from './number-of';

/** Longest id: SageMaker's are 64 characters at most, a caller's own may be a little longer (keys of DynamoDB end at 1,024 bytes). */
const LONGEST_ID = 256;

/**
 * Longest text of a prediction, of a label and of a version: an item of DynamoDB has 400 KB at most, and one that is refused would take
 * the other records of its object along. It may hold 20 labels, of which JSON makes 6 bytes a character at worst: 360 KB.
 */
const LONGEST_TEXT = 3_000;

/** A label and whose it is. */
export interface TimedLabel extends KnownLabel {
  readonly inferenceId: string;
}

/** What reading lines needs to know. */
export interface RecordContext {
  readonly modelName: string;
  readonly spec: Pick<QualitySpec, 'task' | 'predictionPath' | 'scorePath' | 'features'>;
  readonly tools: Pick<DatasetTools, 'csv'>;
  /** Of the object that the lines stand in: SageMaker writes endpoint and variant into it. */
  readonly key: string;
  /** Time of what says none itself, milliseconds since 1970. */
  readonly arrivedAt: number;
}

/** A line of `predictions/`, ours or SageMaker's data capture; undefined for a line that says nothing. */
export function readPrediction(line: string, context: RecordContext): Prediction | undefined {
  return attempted(() => {
    const value = parseJson(line);
    if (!isMembers(value)) return undefined;
    const record = isMembers(value.captureData) ? captured(value, value.captureData, context) : value;
    return record === undefined ? undefined : predictionOf(record, context.spec, context.arrivedAt);
  });
}

/** A line of `labels/`, ours or SageMaker's ground truth; undefined for a line that says nothing. */
export function readLabel(line: string, { tools, arrivedAt }: RecordContext): TimedLabel | undefined {
  return attempted(() => {
    const value = parseJson(line);
    if (!isMembers(value)) return undefined;
    if (!Object.hasOwn(value, 'groundTruthData')) return labelOf(value, arrivedAt);
    const [inferenceId, label] = eventLabel(value, tools);
    return labelOf({ inferenceId, label }, arrivedAt);
  });
}

/** A prediction from whoever says so; undefined unless it has an id, an environment, and a prediction or a score. */
export function predictionOf(
  record: Members | PredictionRecord,
  { task, features }: Pick<QualitySpec, 'task' | 'features'>,
  arrivedAt: number,
): Prediction | undefined {
  const { inferenceId, environment, version, at } = record;
  const named = ENVIRONMENTS.find((each) => each === environment);
  const score = probabilityOf(record.score);
  const prediction = scalarOf(record.prediction) ?? byThreshold(score, task);
  if (!isId(inferenceId) || named === undefined || prediction === undefined) return undefined;
  if (isText(version) && version.length > LONGEST_TEXT) return undefined;
  return {
    inferenceId,
    environment: named,
    ...(isText(version) ? { version } : {}),
    prediction,
    ...(score === undefined ? {} : { score }),
    ...featuresIn(record.features, features),
    at: timeOf(at, arrivedAt),
  };
}

/** A label from whoever says so; undefined unless it has an id and is a text, number or truth value. */
export function labelOf({ inferenceId, label, at }: Members | LabelRecord, arrivedAt: number): TimedLabel | undefined {
  const value = scalarOf(label);
  return !isId(inferenceId) || value === undefined
    ? undefined
    : { inferenceId, label: value, at: timeOf(at, arrivedAt) };
}

/** SageMaker names a request by the caller's inference id, or else by an event id of its own. */
function captured(value: Members, captureData: Members, context: RecordContext): Members | undefined {
  const environment = environmentIn(context.key, context.modelName);
  const { inferenceId, eventId } = eventIdsOf(value);
  const answer = capturedAnswer(captureData, context.tools);
  const { predictionPath, scorePath, features } = context.spec;
  const at = isMembers(value.eventMetadata) ? value.eventMetadata.inferenceTime : undefined;
  const valueAt = (path: string | undefined) => (path === undefined ? undefined : compilePath(path)(answer));
  const input = features === undefined ? undefined : attempted(() => capturedRequest(captureData, context.tools));
  return {
    inferenceId: inferenceId ?? eventId,
    environment,
    prediction: valueAt(predictionPath),
    score: valueAt(scorePath),
    features: Object.fromEntries(
      Object.entries(features ?? {}).map(([name, path]) => [name, compilePath(path)(input)]),
    ),
    at,
  };
}

/** Those that are wanted and are numbers: nothing else of a request is kept. */
function featuresIn(value: unknown, wanted: QualitySpec['features']): Pick<Prediction, 'features'> {
  if (wanted === undefined || !isMembers(value)) return {};
  const numbers = Object.keys(wanted).flatMap((name): [string, number][] => {
    const number = featureOf(value[name]);
    return number === undefined ? [] : [[name, number]];
  });
  return numbers.length === 0 ? {} : { features: Object.fromEntries(numbers) };
}

/** Data capture writes below `<endpoint>/<variant>/`: one of them tells the environment. */
function environmentIn(key: string, modelName: string): EnvironmentName | undefined {
  const parts = key.split('/');
  return ENVIRONMENTS.find((name) => parts.includes(Names.endpoint(modelName, name)) || parts.includes(name));
}

/** Nothing but the side matters then: see `ClassificationTask.positive`. */
function byThreshold(score: number | undefined, task: QualityTaskSpec): QualityLabel | undefined {
  if (score === undefined || task.kind !== 'classification' || task.positive === undefined) return undefined;
  return score >= (task.threshold ?? 0.5) ? task.positive : `not ${String(task.positive)}`;
}

/** A list of one is what models answer to a request of one row. Infinity is no value that could be kept, or compared. */
function scalarOf(value: unknown): QualityLabel | undefined {
  if (Array.isArray(value)) return value.length === 1 ? scalarOf(value[0]) : undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  if (isText(value) && value.length > LONGEST_TEXT) return undefined;
  return labelText(value) === undefined || value === '' ? undefined : (value as QualityLabel);
}

function probabilityOf(value: unknown): number | undefined {
  const score = scalarOf(value);
  return typeof score === 'number' && score >= 0 && score <= 1 ? score : undefined;
}

/** Nothing can be known after it arrived: a clock that runs ahead would put it into a window of hours later. */
function timeOf(at: unknown, arrivedAt: number): number {
  const time = isText(at) ? Date.parse(at) : NaN;
  return Number.isNaN(time) ? arrivedAt : Math.min(time, arrivedAt);
}

function isId(value: unknown): value is string {
  return isText(value) && value !== '' && value.length <= LONGEST_ID;
}

function attempted<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
