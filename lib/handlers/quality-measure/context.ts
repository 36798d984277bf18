import { QualitySpec } from '../../contract';
import { Prediction } from '../../core/quality/joined';
import { minutesOf } from '../../core/quality/windows';
import { LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';
import { QualityCursors } from '../shared/quality/cursors';
import { QualityReader } from '../shared/quality/reader';
import { CloudWatch } from './publish';

export interface MeasureContext {
  readonly reader: QualityReader;
  readonly cursors: QualityCursors;
  readonly ledger: Pick<LedgerStore, 'read'>;
  readonly cloudwatch: CloudWatch;
  readonly modelName: string;
  readonly spec: QualitySpec;
  readonly now: () => Date;
  readonly logger: Logger;
}

export async function predictionsOfWindow(
  { reader, spec }: Pick<MeasureContext, 'reader' | 'spec'>,
  start: number,
): Promise<readonly Prediction[]> {
  return (await Promise.all(minutesOf(start, spec).map((minute) => reader.predictionsOf(minute)))).flat();
}
