import { answerValue } from '../../answer-value';
import { Expected, GoldenRequest } from '../../item';
import { isMembers, isText, Members } from '../entry';
import { eventIdsOf } from '../event-ids';
import { labelOf } from '../ground-truth';
import { Malformed } from '../malformed';
import { DatasetTools } from '../tools';
import { label, recorded, Shape, ShapeContext } from '../shape';

/** What data capture keeps of one side of a request. */
interface Captured {
  readonly contentType: string;
  readonly text: string;
  readonly encoding?: 'base64';
}

const TYPE_BY_ENCODING: Readonly<Record<string, string>> = {
  CSV: 'text/csv',
  JSON: 'application/json',
  BASE64: 'application/octet-stream',
};

/** Content types whose bytes are text; of others the bytes are sent as they were. */
const TEXTUAL = /^text\/|[/+](json|xml|csv|json-?lines|jsonl|x-ndjson|yaml|x-www-form-urlencoded)\b/i;

/**
 * Data capture of a SageMaker endpoint, one request a line: `captureData` with `endpointInput` and `endpointOutput`, `eventMetadata`,
 * `eventVersion`. Format: "Capture data from real-time endpoint" of the SageMaker AI developer guide. The output is what the endpoint
 * answered then; only `groundTruth` makes a label of it.
 */
export const SAGEMAKER_CAPTURE: Shape = {
  name: 'sagemaker-capture',
  matches: ({ value }) => Object.hasOwn(value, 'captureData'),
  read({ value }, context) {
    const data = value.captureData;
    if (!isMembers(data)) throw new Malformed('captureData must be an object; copy the line as SageMaker wrote it');
    const { eventId, inferenceId } = eventIdsOf(value);
    const expected = expectedOf(data, [inferenceId, eventId], context);
    return {
      id: inferenceId ?? eventId,
      request: requestOf(captured(data, 'endpointInput')),
      ...(expected === undefined ? {} : { expected }),
    };
  },
};

function expectedOf(
  data: Members,
  ids: readonly (string | undefined)[],
  { options, tools }: ShapeContext,
): Expected | undefined {
  const truth = labelOf(options.groundTruth, ids);
  if (truth !== undefined) return label(truth.label);
  return data.endpointOutput === undefined ? undefined : recorded(capturedAnswer(data, tools));
}

/** What the endpoint answered; undefined for bytes that are no text, and for what is not of its content type. */
export function capturedAnswer(captureData: Members, tools: Pick<DatasetTools, 'csv'>): unknown {
  return valueOf(captured(captureData, 'endpointOutput'), tools);
}

/** What it was asked, likewise. */
export function capturedRequest(captureData: Members, tools: Pick<DatasetTools, 'csv'>): unknown {
  return valueOf(captured(captureData, 'endpointInput'), tools);
}

function valueOf({ text, contentType, encoding }: Captured, { csv }: Pick<DatasetTools, 'csv'>): unknown {
  return encoding === 'base64' ? undefined : answerValue(text, contentType, csv);
}

function captured(data: Members, side: 'endpointInput' | 'endpointOutput'): Captured {
  const of = data[side];
  if (!isMembers(of) || !isText(of.data)) {
    throw new Malformed(
      `captureData.${side}.data must be a text; capture both Input and Output, and copy the line as it is`,
    );
  }
  const encoding = of.encoding;
  if (!isText(encoding) || !Object.hasOwn(TYPE_BY_ENCODING, encoding)) {
    throw new Malformed(
      `captureData.${side}.encoding must be CSV, JSON or BASE64, got ${JSON.stringify(encoding)}; copy the line as SageMaker wrote it`,
    );
  }
  const contentType = isText(of.observedContentType) ? of.observedContentType : TYPE_BY_ENCODING[encoding];
  if (encoding !== 'BASE64') return { contentType, text: of.data };
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(of.data)) {
    throw new Malformed(
      `captureData.${side}.data must be base64, as its encoding says; copy the line as SageMaker wrote it`,
    );
  }
  const bytes = Buffer.from(of.data, 'base64');
  if (TEXTUAL.test(contentType)) return { contentType, text: bytes.toString('utf8') };
  return { contentType, text: bytes.toString('base64'), encoding: 'base64' };
}

function requestOf({ contentType, text, encoding }: Captured): GoldenRequest {
  return { contentType, body: text, ...(encoding === undefined ? {} : { encoding }) };
}
