import { QualitySpec } from '../../contract';
import { ofCurrentVersions } from '../../core/quality/current';
import { addToDrift, DriftState, driftSizes, pairIn } from '../../core/quality/drift';
import { closedWindows, lengthsWithoutLabels } from '../../core/quality/windows';
import { MeasureContext, predictionsOfWindow } from './context';
import { publishDrift } from './publish';

/**
 * How far the predictions of two versions are apart, and the requests they are made of, since both predict. It needs no labels, so it looks
 * at windows that have just closed; without a second version it reads none. A publication that is lost comes with the next window: sizes
 * are of everything so far.
 */
export async function measureDrift(context: MeasureContext): Promise<void> {
  const { cursors, ledger, spec, now, logger } = context;
  const before = await cursors.read('drift');
  const { starts, until } = closedWindows(before?.until, now().getTime(), lengthsWithoutLabels(spec));
  if (until === before?.until) return;
  const known = await ledger.read();
  const pair = pairIn(known);
  let drift: DriftState | undefined;
  if (pair !== undefined) {
    drift = before?.drift;
    const wanted = { task: spec.task, features: featureNames(spec) };
    for (const start of starts) {
      drift = addToDrift(drift, pair, ofCurrentVersions(await predictionsOfWindow(context, start), known), wanted);
    }
  }
  if (!(await cursors.claim('drift', before?.until, { until, ...(drift === undefined ? {} : { drift }) }))) return;
  const sizes = drift === undefined ? {} : driftSizes(drift);
  if (pair === undefined || Object.keys(sizes).length === 0) return;
  await publishDrift(context, { environment: pair.after.environment, sizes });
  logger.info('drift is measured', { before: pair.before.version, after: pair.after.version });
}

function featureNames({ features = {} }: QualitySpec): readonly string[] {
  return Object.keys(features);
}
