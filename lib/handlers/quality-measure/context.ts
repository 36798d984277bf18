import { QualitySpec } from '../../contract';
import { Prediction } from '../../core/quality/joined';
import { minutesOf } from '../../core/quality/windows';
import { LedgerStore } from '../shared/ledger-store';
import { QualityCursors } from '../shared/quality/cursors';
import { QualityReader } from '../shared/quality/reader';
import { PublishContext } from './publish';

export interface MeasureContext extends PublishContext {
  readonly reader: QualityReader;
  readonly cursors: QualityCursors;
  readonly ledger: Pick<LedgerStore, 'read'>;
  readonly spec: QualitySpec;
}

export async function predictionsOfWindow(
  { reader, spec }: Pick<MeasureContext, 'reader' | 'spec'>,
  start: number,
): Promise<readonly Prediction[]> {
  return (await Promise.all(minutesOf(start, spec).map((minute) => reader.predictionsOf(minute)))).flat();
}
