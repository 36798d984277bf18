import { allOn, Phase, ReleasePlan, Verdict } from '../../../lib/contract';
import { LedgerCommand, StartCommand } from '../../../lib/core/ledger/command';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { weightsOfShare } from '../../../lib/core/traffic/weights';

export const MODEL = 'fraud';
export const T0 = '2026-01-01T00:00:00.000Z';
export const RELEASE_1 = 'v1-release';
export const RELEASE_2 = 'v2-release';

export const PLAN: ReleasePlan = {
  steps: [
    { percent: 10, bakeSeconds: 60 },
    { percent: 100, bakeSeconds: 0 },
  ],
  bakeSeconds: 600,
  measurement: {
    minimumRequests: 20,
    minutes: 3,
    holdSeconds: 300,
    otherwise: 'roll-back',
    limits: { errorRatePercent: 5, p99Seconds: 2, p90Seconds: 1, badMinutes: 1, ofMinutes: 3 },
  },
  standbySeconds: 1200,
  watchIntervalSeconds: 60,
  pollIntervalSeconds: 10,
  provisionTimeoutSeconds: 900,
  failedEnvironmentRetentionSeconds: 30,
};

/** What the watch says of a bake that measured enough. */
export const BAKED: Verdict = {
  check: 'bake',
  status: 'PASS',
  reason: 'the bake time is over: 8 minutes measured',
  evidence: { measuredMinutes: 8, requests: 4800, failed: 0, errorRatePercent: 0 },
};

/** ISO time some seconds after the start of time. */
export function at(seconds: number): string {
  return new Date(Date.parse(T0) + seconds * 1000).toISOString();
}

export function executionArn(name: string): string {
  return `arn:aws:states:eu-west-1:111122223333:execution:fraud-release:${name}`;
}

export function startCommand(version: string, members: Partial<StartCommand> = {}): StartCommand {
  const releaseId = `${version}-release`;
  return {
    kind: 'start',
    releaseId,
    executionArn: executionArn(releaseId),
    version,
    contentHash: `hash-of-${version}`,
    image: `repo/model:${version}`,
    plan: PLAN,
    force: false,
    frozenBecause: [],
    requestedBy: 'tests',
    ...members,
  };
}

/** Carries commands out one after the other; throws at the first that is refused. */
export function carryOut(ledger: Ledger, commands: readonly LedgerCommand[], now: string = T0): Ledger {
  return commands.reduce((current, command) => {
    const transition = applyCommand(current, command, now);
    if (transition.kind === 'refused') throw new Error(`${command.kind}: ${transition.refusal.message}`);
    return transition.ledger;
  }, ledger);
}

/** The commands of a release's whole life, in order. */
export function lifeOf(version: string, ledger: Ledger): readonly LedgerCommand[] {
  const releaseId = `${version}-release`;
  const environment = ledger.live?.environment === 'blue' ? 'green' : 'blue';
  const steps = ledger.live === undefined ? [100] : PLAN.steps.map(({ percent }) => percent);
  return [
    startCommand(version),
    { kind: 'enter-phase', releaseId, phase: 'provisioning' },
    {
      kind: 'provisioned',
      releaseId,
      copyArn: `task-definition/fraud-${environment}:${version}`,
      desiredCount: 2,
      image: `repo/model:${version}`,
    },
    { kind: 'enter-phase', releaseId, phase: 'checking' },
    ...steps.flatMap((percent, stepIndex): LedgerCommand[] => [
      { kind: 'intend-shift', releaseId, stepIndex },
      { kind: 'shifted', releaseId, stepIndex, weights: weightsOfShare(environment, percent) },
    ]),
    { kind: 'enter-phase', releaseId, phase: 'baking' },
    { kind: 'record-verdict', releaseId, verdict: BAKED },
    { kind: 'promote', releaseId },
    { kind: 'enter-phase', releaseId, phase: 'retiring' },
    { kind: 'finish', releaseId },
  ];
}

/** Version v1 is live in blue, nothing is going on. */
export function quietLedger(): Ledger {
  const empty = emptyLedger(MODEL);
  return carryOut(empty, lifeOf('v1', empty));
}

/** Version v2 on its way, in a phase. `shifting` stands at its first step, read back. */
export function ledgerIn(phase: Phase, from: Ledger = quietLedger()): Ledger {
  if (phase === 'rolling-back' || phase === 'retiring-failed') return rolledBackLedger(phase);
  const life = lifeOf('v2', from);
  for (let length = 1; length <= life.length; length++) {
    const ledger = carryOut(from, life.slice(0, length));
    const isThere = ledger.release?.phase === phase;
    if (isThere && phase === 'shifting' && ledger.release?.stepSince === undefined) continue;
    if (isThere && phase === 'provisioning' && ledger.release?.copyArn === undefined) continue;
    if (isThere) return ledger;
  }
  throw new Error(`no ledger in phase ${phase}`);
}

/** Version v2 has baked, and the watch has said so: it may be promoted. */
export function bakedLedger(): Ledger {
  return carryOut(ledgerIn('baking'), [{ kind: 'record-verdict', releaseId: RELEASE_2, verdict: BAKED }]);
}

/** Version v1 is being released for the first time: nothing is live. */
export function firstLedgerIn(phase: Phase): Ledger {
  const empty = emptyLedger(MODEL);
  const life = lifeOf('v1', empty);
  const lengths = life.map((_, index) => index + 1);
  const length = lengths.find((count) => {
    const { release } = carryOut(empty, life.slice(0, count));
    return release?.phase === phase && (phase !== 'shifting' || release.stepSince !== undefined);
  });
  return carryOut(empty, life.slice(0, length));
}

export const ALARM_REASON = {
  trigger: 'alarm',
  reason: 'alarm fires',
  evidence: { alarm: 'fraud-green-errors' },
} as const;

function rolledBackLedger(phase: 'rolling-back' | 'retiring-failed'): Ledger {
  const releaseId = RELEASE_2;
  const decided = carryOut(ledgerIn('shifting'), [{ kind: 'decide-rollback', releaseId, reason: ALARM_REASON }]);
  if (phase === 'rolling-back') return decided;
  const restored = carryOut(decided, [{ kind: 'traffic-restored', releaseId, environment: 'blue' }]);
  return carryOut(restored, [{ kind: 'record-rollback', releaseId }]);
}

export const ON_BLUE = allOn('blue');
export const ON_GREEN = allOn('green');
