import { MeasureResult, QualitySpec } from '../../contract';
import { ofCurrentVersions } from '../../core/quality/current';
import { joinLabels, JoinedPrediction } from '../../core/quality/joined';
import { measure } from '../../core/quality/measure';
import { closedWindows, closesAt, minutesOf } from '../../core/quality/windows';
import { LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';
import { QualityReader } from '../shared/quality/reader';
import { CloudWatch, publish } from './publish';

export interface MeasureContext {
  readonly reader: QualityReader;
  readonly ledger: Pick<LedgerStore, 'read'>;
  readonly cloudwatch: CloudWatch;
  readonly modelName: string;
  readonly spec: QualitySpec;
  readonly now: () => Date;
  readonly logger: Logger;
}

/**
 * Everything is read before the windows are claimed, and published after: a run that dies while it reads leaves them to the next one, and
 * one that dies between claim and publication loses them. A window may be missing, which says nothing; it is never counted twice,
 * which would make evidence of nothing.
 */
export async function measureClosedWindows(context: MeasureContext): Promise<MeasureResult> {
  const { reader, spec, now, modelName, cloudwatch, logger } = context;
  const before = await reader.measuredUntil();
  const { starts, until } = closedWindows(before, now().getTime(), spec);
  const read: JoinedPrediction[] = [];
  for (const start of starts) read.push(...(await joinedWindow(context, start)));
  const joined = read.length === 0 ? [] : ofCurrentVersions(read, await context.ledger.read());
  const result = {
    windows: starts.length,
    predictions: joined.length,
    ofOtherVersions: read.length - joined.length,
    labelled: joined.filter(({ label }) => label !== undefined).length,
  };
  if (until === before) return result;
  if (!(await reader.claim(before, until))) {
    logger.info('another run has measured these windows', { until: new Date(until).toISOString() });
    return { windows: 0, predictions: 0, ofOtherVersions: 0, labelled: 0 };
  }
  const measured = measure(spec.task, joined);
  if (measured.size > 0) await publish(cloudwatch, modelName, measured, now());
  logger.info('windows are measured', { ...result, until: new Date(until).toISOString() });
  return result;
}

async function joinedWindow({ reader, spec }: MeasureContext, start: number): Promise<readonly JoinedPrediction[]> {
  const predictions = (await Promise.all(minutesOf(start, spec).map((minute) => reader.predictionsOf(minute)))).flat();
  const labels = await reader.labelsOf(predictions.map(({ inferenceId }) => inferenceId));
  return joinLabels(predictions, labels, closesAt(start, spec));
}
