import { Judgement } from '../../contract';
import { judge } from '../judge/judge';
import { undecided } from '../judge/reason';
import { ActiveRelease } from '../ledger/ledger';
import { thresholdFinding } from './threshold';

/** What the judge knows of a release that it has said nothing about. */
export type JudgedSoFar = Pick<Judgement, 'logE' | 'rollbackAt' | 'promoteAt' | 'guardrails' | 'reason'>;

/** That knowledge, for a release that something else ended at `now`. Undefined when nothing was compared, as before the first step. */
export function judgedSoFar({ plan, analysis }: ActiveRelease, now: string): JudgedSoFar | undefined {
  if (plan.analysis === undefined || analysis?.state === undefined) return undefined;
  const { settings, guardrails: rules, thresholds } = plan.analysis;
  const judgement = judge(settings, rules, analysis.state, Date.parse(now) / 1000);
  const { logE, rollbackAt, promoteAt, guardrails } = judgement;
  const found = thresholds.map((rule) => thresholdFinding(rule, analysis.thresholds?.[rule.name]).reason);
  return {
    ...{ logE, rollbackAt, promoteAt, guardrails },
    reason: [undecided(judgement), ...found].join('; '),
  };
}
