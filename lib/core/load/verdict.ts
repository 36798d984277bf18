import { Verdict, VerdictStatus } from '../../contract/checks';
import { LoadCounts, LoadRules } from '../../contract/load';
import { LoadHistogram } from './histogram';
import { ComparedPair, ComparedQuantile, compareWithLive, TOLERATED_RATIO } from './relative';
import { LIMITED_QUANTILES, shareOf } from './samples';
import {
  brokenLimits,
  clearFailure,
  invalidity,
  isLate,
  lateInWords,
  openLimits,
  round,
  slowBecauseLate,
  stageNumbers,
} from './stage-result';
import { LoadStage } from './stages';

/** A stage that was run, to its end or until it was stopped. */
export interface StageResult {
  readonly stage: LoadStage;
  /** Of all workers together. */
  readonly counts: LoadCounts;
}

/** The blocks of a comparison that were run. */
export interface ComparisonResult {
  /** The live version alone, before the first pair. */
  readonly baseline: LoadCounts;
  readonly pairs: readonly ComparedPair[];
}

/**
 * Why the test ends after, or in the middle of, a stage; undefined when it goes on. Early failures are what the warm-up is there to get
 * over, so it never ends one.
 */
export function stopReason(rules: LoadRules, { stage, counts }: StageResult): string | undefined {
  if (stage.use === 'discarded') return undefined;
  const failure = clearFailure(rules, stage.requests, counts);
  return failure === undefined ? undefined : `stopped in stage ${stage.name}: ${failure}`;
}

/**
 * Decides by the stage at 100 % of the peak, and by the comparison with the live version when one was asked for. FAIL: a stage up to that
 * one failed so clearly that the rest was left out; the stage broke a limit; or the candidate has more slow answers than the live
 * version. PASS needs a stage that was measured as planned, with requests enough for each limit. A limit that was broken although
 * requests were dropped is broken: those that were not sent would have had no faster answers. Late starts of the workers make answers look
 * slower, never faster: limits that are kept with them are kept, and broken are those that what was late can't explain.
 */
export function loadVerdict(rules: LoadRules, results: readonly StageResult[], comparison?: ComparisonResult): Verdict {
  const compared = comparison === undefined ? undefined : compareWithLive(comparison.baseline, comparison.pairs);
  const evidence = {
    peakRps: rules.peakRps,
    limits: rules.limits,
    stages: results.map(({ stage, counts }) => stageNumbers(stage, counts)),
    ...(compared?.kind === 'compared' ? { comparedWithLive: compared.quantiles } : {}),
  };
  const verdict = (status: VerdictStatus, reason: string): Verdict => ({ check: rules.name, status, reason, evidence });

  const stopped = firstStop(rules, results);
  if (stopped !== undefined) return verdict('FAIL', stopped);
  const judged = results.find(({ stage }) => stage.use === 'verdict');
  if (judged === undefined) {
    return verdict('INSUFFICIENT_DATA', 'the stage at 100 % of the peak was not run; run the test again');
  }
  const seen = inWords(judged);
  const worse = compared?.kind === 'compared' && compared.worse ? compared.quantiles.map(slowInWords) : [];
  const failures = [...brokenLimits(rules, judged.counts), ...worse];
  if (failures.length > 0) return verdict('FAIL', `${failures.join('; ')}; ${seen}`);
  const missing = [
    invalidity(judged.stage, judged.counts),
    slowBecauseLate(rules, judged.stage, judged.counts),
    ...openLimits(rules, judged.counts),
    rules.comparison !== undefined && compared === undefined ? 'nothing was compared with the live version' : undefined,
    compared?.kind === 'too-few' ? compared.reason : undefined,
  ].filter((reason) => reason !== undefined);
  if (judged.counts.ok === 0) missing.push('no request was answered');
  return missing.length > 0 ? verdict('INSUFFICIENT_DATA', `${missing.join('; ')}; ${seen}`) : verdict('PASS', seen);
}

/** What is beyond the peak decides nothing. */
function firstStop(rules: LoadRules, results: readonly StageResult[]): string | undefined {
  return results
    .filter(({ stage }) => stage.use !== 'informational')
    .map((result) => stopReason(rules, result))
    .find((reason) => reason !== undefined);
}

function inWords({ stage, counts }: StageResult): string {
  const histogram = new LoadHistogram(counts.response);
  const quantiles = LIMITED_QUANTILES.flatMap((name) => {
    const value = histogram.quantile(shareOf(name));
    return value === undefined ? [] : [`${name} ${round(value)} ms`];
  });
  const late = isLate(counts) ? [`although ${lateInWords(counts)}`] : [];
  return [`${counts.ok} of ${counts.sent} requests answered at ${stage.rps}/s`, ...quantiles, ...late].join(', ');
}

function slowInWords({ quantile, slowAboveMs, candidate, live, chanceIfTolerated }: ComparedQuantile): string {
  return (
    `above the live version's p${100 * quantile} of ${round(slowAboveMs)} ms were ${candidate.slow} of ${candidate.n} answers, ` +
    `and ${live.slow} of ${live.n} live ones (chance ${Number(chanceIfTolerated.toPrecision(2))} if it had ${TOLERATED_RATIO} times as many)`
  );
}
