import { MeasureResult } from '../../contract';
import { calibrationOf } from '../../core/quality/calibration';
import { ofCurrentVersions } from '../../core/quality/current';
import { joinLabels, JoinedPrediction } from '../../core/quality/joined';
import { measure } from '../../core/quality/measure';
import { closedWindows, closesAt } from '../../core/quality/windows';
import { MeasureContext, predictionsOfWindow } from './context';
import { publish } from './publish';

/**
 * Everything is read before the windows are claimed, and published after: a run that dies while it reads leaves them to the next one, and
 * one that dies between claim and publication loses them. A window may be missing, which says nothing; it is never counted twice,
 * which would make evidence of nothing.
 */
export async function measureClosedWindows(context: MeasureContext): Promise<MeasureResult> {
  const { cursors, spec, now, logger } = context;
  const before = (await cursors.read('labels'))?.until;
  const { starts, until } = closedWindows(before, now().getTime(), spec);
  let read: readonly JoinedPrediction[] = [];
  // No push(...all): a call takes about a hundred thousand arguments, and a long window has more predictions.
  for (const start of starts) read = [...read, ...(await joinedWindow(context, start))];
  const joined = read.length === 0 ? [] : ofCurrentVersions(read, await context.ledger.read());
  const result = {
    windows: starts.length,
    predictions: joined.length,
    ofOtherVersions: read.length - joined.length,
    labelled: joined.filter(({ label }) => label !== undefined).length,
  };
  if (until === before) return result;
  if (!(await cursors.claim('labels', before, { until }))) {
    logger.info('another run has measured these windows', { until: new Date(until).toISOString() });
    return { windows: 0, predictions: 0, ofOtherVersions: 0, labelled: 0 };
  }
  const measured = measure(spec.task, joined);
  if (measured.size > 0) await publish(context, measured);
  logger.info('windows are measured', { ...result, until: new Date(until).toISOString() });
  // A line for each bin: Logs Insights can add them up over windows.
  for (const { count: outcomes, ...bin } of calibrationOf(spec.task, joined)) {
    logger.info('calibration', { ...bin, outcomes });
  }
  return result;
}

async function joinedWindow(context: MeasureContext, start: number): Promise<readonly JoinedPrediction[]> {
  const { reader, spec } = context;
  const predictions = await predictionsOfWindow(context, start);
  const labels = await reader.labelsOf(predictions.map(({ inferenceId }) => inferenceId));
  return joinLabels(predictions, labels, closesAt(start, spec));
}
