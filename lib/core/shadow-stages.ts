import {
  EnvironmentName,
  GatewaySettings,
  MirrorSettings,
  otherEnvironment,
  ShadowSpec,
  Verdict,
} from '../contract/index';
import { secondsBetween } from './time';

/** The parts of a shadow check, in their order. */
export type ShadowStage = 'baseline' | 'mirroring' | 'settling';

/** How far a check is; kept as the evidence of its PENDING verdict. */
export interface ShadowProgress {
  readonly stage: ShadowStage;
  /** ISO times. */
  readonly stageSince: string;
  readonly startedAt: string;
  /** When requests were first mirrored to the idle environment. */
  readonly mirroringSince?: string;
}

/** What to do now: have the gateways mirror or not, and come again after `waitSeconds`; or judge what was counted. */
export type ShadowStep =
  | {
      readonly kind: 'wait';
      readonly progress: ShadowProgress;
      /** Undefined: nothing is mirrored. */
      readonly mirror: MirrorSettings | undefined;
      readonly waitSeconds: number;
    }
  | { readonly kind: 'judge'; readonly progress: ShadowProgress };

/**
 * Gateways learn within seconds that mirroring is over, then copies under way have some seconds for their answers, and a line of
 * metrics takes "a few minutes" at worst until it is a metric (memory: CloudWatch user guide, embedded metric format); two of them
 * lose next to nothing, and what is lost is lost for agreement and disagreement alike.
 */
export const SETTLE_SECONDS = 120;

/** An abort is honoured after this at most, in checks of up to an hour. */
const SHORTEST_INTERVAL_SECONDS = 30;

/** Looks that a longer check is divided into: an execution has a limited number of events. */
const MOST_LOOKS = 120;

/** Seconds from the start of a check to its verdict. */
export function secondsOfShadow({ baselineSeconds, durationSeconds }: ShadowTimes): number {
  return baselineSeconds + durationSeconds + SETTLE_SECONDS;
}

/** Most looks that a check takes: each stage may end with a short one. */
export function looksOfShadow(spec: ShadowTimes): number {
  return Math.ceil(secondsOfShadow(spec) / intervalOf(spec)) + 4;
}

type ShadowTimes = Pick<ShadowSpec, 'baselineSeconds' | 'durationSeconds'>;

/** Goes on with a check, or begins it. Repeating a step, as after a death, changes nothing. */
export function nextStep(
  spec: ShadowSpec,
  idle: EnvironmentName,
  known: ShadowProgress | undefined,
  now: string,
): ShadowStep {
  const progress = known === undefined ? begin(spec, now) : advance(spec, known, now);
  if (progress === 'over') return { kind: 'judge', progress: known as ShadowProgress };
  const left = secondsIn(spec, progress.stage) - secondsBetween(progress.stageSince, now);
  const waitSeconds = Math.ceil(Math.max(1, Math.min(left, intervalOf(spec))));
  return { kind: 'wait', progress, mirror: mirrorIn(spec, progress.stage, idle, now), waitSeconds };
}

/** How far a check is by its PENDING verdict. */
export function progressOf(verdict: Verdict): ShadowProgress {
  return verdict.evidence as unknown as ShadowProgress;
}

/** What a check that still measures tells. The same as long as its stage lasts. */
export function pendingVerdict(spec: ShadowSpec, progress: ShadowProgress): Verdict {
  return { check: spec.name, status: 'PENDING', reason: REASONS[progress.stage](spec), evidence: { ...progress } };
}

const REASONS: Readonly<Record<ShadowStage, (spec: ShadowSpec) => string>> = {
  baseline: ({ percent, baselineSeconds }) =>
    `${percent} % of the live requests are mirrored to the live version itself for ${baselineSeconds} s`,
  mirroring: ({ percent, durationSeconds }) =>
    `${percent} % of the live requests are mirrored for ${durationSeconds} s, and the answers compared`,
  settling: () => `nothing is mirrored any more, the last counts come in within ${SETTLE_SECONDS} s`,
};

/** The settings with a mirror in them, or without; what else is set stays. */
export function withMirror(
  settings: GatewaySettings,
  mirror: MirrorSettings | undefined,
  { compare, slices }: Pick<ShadowSpec, 'compare' | 'slices'>,
  release: string,
): GatewaySettings {
  return mirror === undefined ? withoutMirror(settings) : { ...settings, mirror, compare, slices, release };
}

export function withoutMirror(settings: GatewaySettings): GatewaySettings {
  return { ...settings, mirror: undefined, compare: undefined, slices: undefined, release: undefined };
}

function begin({ baselineSeconds }: ShadowSpec, now: string): ShadowProgress {
  const start = { stageSince: now, startedAt: now };
  return baselineSeconds > 0 ? { ...start, stage: 'baseline' } : { ...start, stage: 'mirroring', mirroringSince: now };
}

function advance(spec: ShadowSpec, progress: ShadowProgress, now: string): ShadowProgress | 'over' {
  if (secondsBetween(progress.stageSince, now) < secondsIn(spec, progress.stage)) return progress;
  switch (progress.stage) {
    case 'baseline':
      return { ...progress, stage: 'mirroring', stageSince: now, mirroringSince: now };
    case 'mirroring':
      return { ...progress, stage: 'settling', stageSince: now };
    case 'settling':
      return 'over';
  }
}

function secondsIn({ baselineSeconds, durationSeconds }: ShadowSpec, stage: ShadowStage): number {
  switch (stage) {
    case 'baseline':
      return baselineSeconds;
    case 'mirroring':
      return durationSeconds;
    case 'settling':
      return SETTLE_SECONDS;
  }
}

/** Renewed at each look, so that gateways stop by themselves when nobody looks any more; one look may be late, or fail and be tried again. */
function mirrorIn(
  spec: ShadowSpec,
  stage: ShadowStage,
  idle: EnvironmentName,
  now: string,
): MirrorSettings | undefined {
  if (stage === 'settling') return undefined;
  const from = otherEnvironment(idle);
  const until = Math.ceil(secondsBetween(new Date(0), now)) + 2 * intervalOf(spec) + 60;
  return { from, to: stage === 'baseline' ? from : idle, percent: spec.percent, until };
}

function intervalOf(spec: ShadowTimes): number {
  return Math.max(SHORTEST_INTERVAL_SECONDS, Math.ceil(secondsOfShadow(spec) / MOST_LOOKS));
}
