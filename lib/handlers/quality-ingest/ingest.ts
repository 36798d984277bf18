import { FeedbackResult, ObjectCreatedEvent, QualityPrefix, QualitySpec } from '../../contract';
import { linesOf, peek } from '../../core/golden/dataset/text-source';
import { Prediction } from '../../core/quality/joined';
import {
  labelOf,
  predictionOf,
  readLabel,
  readPrediction,
  RecordContext,
  TimedLabel,
} from '../../core/quality/records';
import { closesAt, windowOf } from '../../core/quality/windows';
import { openObject, S3 } from '../shared/evidence-store';
import { Logger } from '../shared/logger';
import { QualityWriter } from '../shared/quality/writer';
import { RawFeedback } from './event-schema';

export interface IngestContext {
  readonly writer: QualityWriter;
  readonly s3: S3;
  readonly modelName: string;
  readonly spec: QualitySpec;
  readonly csv: RecordContext['tools']['csv'];
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Records written together: memory stays small, however large an object is. */
const AT_ONCE = 1_000;

const NONE: FeedbackResult = { predictions: 0, labels: 0, unusable: 0, late: 0 };

/** Reads an object line by line; its prefix says what it holds. */
export async function ingestObject(
  context: IngestContext,
  { time, detail: { bucket, object } }: ObjectCreatedEvent,
): Promise<FeedbackResult> {
  const { modelName, spec, csv, s3, logger } = context;
  const { chunks } = await openObject(s3, bucket.name, object.key);
  const reading = { modelName, spec, tools: { csv }, key: object.key, arrivedAt: Date.parse(time) };
  const isLabels = object.key.startsWith(QualityPrefix.LABELS);
  let result = NONE;
  for await (const lines of inParts(linesOf((await peek({ name: object.key, chunks })).chunks))) {
    const part = isLabels
      ? await takeLabels(
          context,
          lines.map((line) => readLabel(line, reading)),
        )
      : await takePredictions(
          context,
          lines.map((line) => readPrediction(line, reading)),
        );
    result = added(result, part);
  }
  tellOfLosses(logger, result);
  return result;
}

/** The feedback API. */
export async function ingestCall(
  context: IngestContext,
  { predictions = [], labels = [] }: RawFeedback,
): Promise<FeedbackResult> {
  const arrivedAt = context.now().getTime();
  const result = added(
    await takePredictions(
      context,
      predictions.map((each) => predictionOf(each, context.spec, arrivedAt)),
    ),
    await takeLabels(
      context,
      labels.map((each) => labelOf(each, arrivedAt)),
    ),
  );
  tellOfLosses(context.logger, result);
  return result;
}

async function takePredictions(
  { writer, spec, now }: IngestContext,
  read: readonly (Prediction | undefined)[],
): Promise<FeedbackResult> {
  const usable = read.filter((each) => each !== undefined);
  const inTime = usable.filter(({ at }) => closesAt(windowOf(at, spec), spec) >= now().getTime());
  await writer.writePredictions(inTime);
  return {
    ...NONE,
    predictions: inTime.length,
    unusable: read.length - usable.length,
    late: usable.length - inTime.length,
  };
}

async function takeLabels(
  { writer }: IngestContext,
  read: readonly (TimedLabel | undefined)[],
): Promise<FeedbackResult> {
  const usable = read.filter((each) => each !== undefined);
  await writer.writeLabels(usable);
  return { ...NONE, labels: usable.length, unusable: read.length - usable.length };
}

async function* inParts(lines: AsyncIterable<{ readonly text: string }>): AsyncGenerator<readonly string[]> {
  let part: string[] = [];
  for await (const { text } of lines) {
    part.push(text);
    if (part.length < AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function added(one: FeedbackResult, other: FeedbackResult): FeedbackResult {
  return {
    predictions: one.predictions + other.predictions,
    labels: one.labels + other.labels,
    unusable: one.unusable + other.unusable,
    late: one.late + other.late,
  };
}

/** Counts only: what the records hold may be personal data. */
function tellOfLosses(logger: Logger, { unusable, late }: FeedbackResult): void {
  if (unusable + late === 0) return;
  logger.error('records of prediction quality were not taken: look at their shape and their times', { unusable, late });
}
