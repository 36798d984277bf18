import { GuardrailEvidence, Judgement, JudgeSettings } from '../../contract/judge';

type Numbers = Pick<Judgement, 'logE' | 'rollbackAt' | 'promoteAt' | 'guardrails' | 'neverMeasured' | 'stale'>;

/** Why a version goes back: the guardrails with evidence of their own, the strongest first. */
export function provenBad({ logE, rollbackAt, guardrails }: Numbers): string {
  const guilty = [...guardrails]
    .sort((one, other) => other.logE - one.logE)
    .filter(({ logE: own }, index) => own > 0 || index === 0);
  return `worse than the live version: ${guilty.map(inWords).join('; ')} (logE ${fixed(logE)}, a rollback from ${fixed(rollbackAt)})`;
}

export function provenGood({ promoteAt, guardrails }: Numbers): string {
  return `not bad by any guardrail: ${guardrails.map(bothWays).join('; ')} (each from ${fixed(promoteAt)})`;
}

/** All that is known of a release that something else ended before the judge. */
export function undecided({ logE, rollbackAt, promoteAt, guardrails }: Numbers): string {
  const minutes = Math.max(...guardrails.map((each) => each.minutes));
  if (minutes === 0) return 'not decided: no minute was read';
  const after = `${minutes} minute${minutes === 1 ? '' : 's'}`;
  const together = `logE ${fixed(logE)} of ${fixed(rollbackAt)} for a rollback, logESafe from ${fixed(promoteAt)} for a promotion`;
  return `not decided after ${after}: ${[...guardrails.map(bothWays), together].join('; ')}`;
}

/** What is missing, and what follows. */
export function unproven(
  numbers: Numbers,
  settings: JudgeSettings,
  {
    action,
    isOver,
    inconclusive,
  }: { readonly action: Judgement['action']; readonly isOver: boolean; readonly inconclusive: boolean },
): string {
  const missing = whatIsMissing(numbers, settings);
  if (!inconclusive) return `not decided yet: ${missing}`;
  const why = isOver
    ? `nothing is proven, and maxDuration (${settings.maxDurationSeconds} s) is over` // the comparison may have lasted longer
    : 'the traffic of the new version has stopped';
  return `${why}: ${missing}; ${consequence(action, settings)}`;
}

function consequence(action: Judgement['action'], { onInconclusive, minimumRequests }: JudgeSettings): string {
  if (onInconclusive === 'promote' && action === 'rollback') {
    return `rolled back although onInconclusive is promote, because each guardrail needs ${minimumRequests} requests of both versions and metrics to the end`;
  }
  if (onInconclusive === 'manual') return 'somebody has to promote it or roll it back, as onInconclusive declares';
  if (action === 'hold') return 'held until the time is over';
  return `${action === 'promote' ? 'promoted unproven' : 'rolled back'}, as onInconclusive declares`;
}

function whatIsMissing(
  { guardrails, neverMeasured, stale, promoteAt, logE, rollbackAt }: Numbers,
  settings: JudgeSettings,
): string {
  const silent = new Set(neverMeasured);
  const parts: string[] = [];
  if (neverMeasured.length > 0)
    parts.push(`no data ever came for ${neverMeasured.join(', ')}: look at the names of the metrics`);
  const stopped = stale.filter((name) => !silent.has(name));
  if (stopped.length > 0)
    parts.push(`no request of the new version for ${settings.staleMinutes} minutes in ${stopped.join(', ')}`);
  const measured = guardrails.filter(({ name }) => !silent.has(name));
  parts.push(...tooFew(measured, 'experiment', settings), ...tooFew(measured, 'control', settings));
  const open = guardrails.filter(
    ({ name, logESafe }) => !silent.has(name) && logESafe !== undefined && logESafe < promoteAt,
  );
  if (open.length > 0) {
    const each = open.map((one) => `${inWords(one)}, logESafe ${fixed(one.logESafe ?? 0)}`).join('; ');
    parts.push(`not yet shown to be good (from ${fixed(promoteAt)}): ${each}`);
  }
  parts.push(`logE ${fixed(logE)} of ${fixed(rollbackAt)} for a rollback`);
  return parts.join('; ');
}

/** Of one side, in minutes in which both had requests. */
function tooFew(
  guardrails: readonly GuardrailEvidence[],
  side: 'experiment' | 'control',
  { minimumRequests }: JudgeSettings,
): string[] {
  const few = guardrails.filter(({ shared }) => shared[side] < minimumRequests);
  if (few.length === 0) return [];
  const counted = few.map(({ name, shared }) => `${name} ${shared[side]}`).join(', ');
  const version = side === 'experiment' ? 'new' : 'live';
  return [
    `each guardrail needs ${minimumRequests} requests of the ${version} version in minutes in which both had some, got ${counted}`,
  ];
}

/** What speaks against the version, and what for it where that is asked. */
function bothWays(each: GuardrailEvidence): string {
  return `${inWords(each)}${each.logESafe === undefined ? '' : `, logESafe ${fixed(each.logESafe)}`}`;
}

/** `errors: 12 of 600 (2 %) against 54 of 5400 (1 %), 2 times, logE 3.1` */
function inWords({
  name,
  experiment,
  control,
  experimentRate,
  controlRate,
  ratio,
  logE,
  worstBin,
}: GuardrailEvidence): string {
  const times = ratio === undefined ? '' : `, ${timesInWords(ratio, experimentRate, controlRate)}`;
  const bin = worstBin === undefined ? '' : ` in bin ${worstBin}`;
  return (
    `${name}${bin}: ${experiment.events} of ${experiment.total}${percent(experimentRate)} against ` +
    `${control.events} of ${control.total}${percent(controlRate)}${times}, logE ${fixed(logE)}`
  );
}

/** The rates beside it are those of all minutes together: where they would give another ratio, it is said how this one was made. */
function timesInWords(ratio: number, experimentRate = 0, controlRate = 0): string {
  const isThatOfRates = Math.abs(ratio * controlRate - experimentRate) <= 0.05 * experimentRate;
  return `${significant(ratio)} times${isThatOfRates ? '' : ' minute by minute'}`;
}

function percent(rate: number | undefined): string {
  return rate === undefined ? '' : ` (${significant(100 * rate)} %)`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function fixed(value: number): string {
  return value.toFixed(2);
}
