import { EvidencePrefix, LoadRules } from '../../contract';
import { LoadContext } from './context';

/** A part of a load test as it was ordered once: nothing that another order left behind is taken for its own. */
export interface OrderedPart {
  readonly part: number;
  readonly startAtMs: number;
}

/** Keys of one load test of one release. */
export function loadKeys(
  { ledger }: Pick<LoadContext, 'ledger'>,
  releaseId: string,
  { name }: Pick<LoadRules, 'name'>,
) {
  const work = `${EvidencePrefix.work(ledger.modelName)}${releaseId}/${name}`;
  const ordered = ({ part, startAtMs }: OrderedPart) => `${work}/part-${digits(part, 3)}-${startAtMs}`;
  return {
    corpus: `${work}/corpus.json`,
    /** What a worker counted in the end. */
    counts: (of: OrderedPart, worker: number) => `${ordered(of)}/worker-${digits(worker, 3)}.json`,
    /** What it had counted at its last look. */
    progress: (of: OrderedPart, worker: number) => `${ordered(of)}/progress-${digits(worker, 3)}.json`,
    /** Whether all workers are to stop, and until when somebody looks. */
    watch: (of: OrderedPart) => `${ordered(of)}/watch.json`,
    /** What all workers of a part counted. */
    total: (part: number) => `${work}/total-${digits(part, 3)}.json`,
    result: `${EvidencePrefix.evidence(ledger.modelName)}${releaseId}/${name}.json`,
  };
}

export type LoadKeys = ReturnType<typeof loadKeys>;

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
