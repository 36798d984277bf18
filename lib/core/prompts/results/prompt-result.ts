import { OwnCheckResult, PromptsSpec } from '../../../contract/index';
import { HistogramCounts } from '../../../contract/load';
import { fitEvidence } from '../../fit-evidence';
import { LoadHistogram } from '../../load/histogram';
import { PromptCounts } from './counts';
import { promptVerdict } from './verdict';

/** What a check reports besides its verdict. */
export interface Reported {
  /** Whether a version was live that got the same prompts. */
  readonly isLive: boolean;
  /** Where all of the results are. */
  readonly whole: string;
}

/** The verdict over all tests, with as much of the evidence as the ledger takes. */
export function promptResult(
  spec: Pick<PromptsSpec, 'name' | 'minimumPassRate' | 'minimumScore' | 'comparesWithLive' | 'notJudged' | 'repeat'>,
  { totals, total, firstToken }: PromptCounts,
  { isLive, whole }: Reported,
): Required<OwnCheckResult> {
  const isCompared = spec.comparesWithLive && isLive;
  const { status, reason, evidence } = promptVerdict({ ...spec, isCompared }, totals);
  if (status === 'PENDING') throw new Error('prompts must have ended, got PENDING; reduce them once');
  const { sides, ...counted } = evidence;
  return {
    status,
    reason,
    evidence: fitEvidence(
      {
        ...counted,
        ...(isCompared ? { sides } : {}),
        ...(spec.repeat > 1 ? { repeat: spec.repeat } : {}),
        ...(spec.notJudged.length === 0 ? {} : { notJudged: spec.notJudged }),
        answerMs: quantilesOf(total),
        ...(firstToken.buckets.length === 0 ? {} : { firstTokenMs: quantilesOf(firstToken) }),
        whole,
      },
      ['notPassed', 'metrics'],
    ),
  };
}

function quantilesOf(counts: HistogramCounts): Readonly<Record<string, number>> {
  const histogram = new LoadHistogram(counts);
  const at = (q: number) => Number((histogram.quantile(q) ?? 0).toPrecision(3));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
