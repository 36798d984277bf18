import { JUDGE_VERDICT, ReleasePlan, Verdict } from '../../../lib/contract';
import { LedgerCommand, WishCommand } from '../../../lib/core/ledger/command';
import { ActiveRelease, Ledger } from '../../../lib/core/ledger/ledger';
import { WishKind } from '../../../lib/core/operator-wishes';
import { ledgerIn, PLAN, RELEASE_2 } from './ledgers';

/** Three steps, of which the bake sees the one of 80 %, and an hour of pauses. */
export const STEPPED: ReleasePlan = {
  ...PLAN,
  steps: [
    { percent: 10, bakeSeconds: 600 },
    { percent: 50, bakeSeconds: 600 },
    { percent: 80, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ],
  holdbackPercent: 20,
  pauseTimeoutSeconds: 3600,
};

/** Version v2 before its first step, with that plan or another. */
export function readyToShift(members: Partial<ReleasePlan> = {}): Ledger {
  const ledger = ledgerIn('checking');
  const release = ledger.release as ActiveRelease;
  return { ...ledger, release: { ...release, plan: { ...STEPPED, ...members } } };
}

/** What the judge says of a version that it lets pass. */
export const JUDGED: Verdict = {
  check: JUDGE_VERDICT,
  status: 'PASS',
  reason: 'not bad by any guardrail',
  evidence: {},
};

/** Intent and read-back of a step of 10, 50, 80 or 100 % to green. */
export function step(stepIndex: number): readonly LedgerCommand[] {
  const { percent } = STEPPED.steps[stepIndex];
  const weights = { blue: 100 - percent, green: percent };
  return [
    { kind: 'intend-shift', releaseId: RELEASE_2, stepIndex },
    { kind: 'shifted', releaseId: RELEASE_2, stepIndex, weights },
  ];
}

/** What an operator asks of it. */
export function wish(kind: WishKind, members: Partial<WishCommand> = {}): WishCommand {
  return { kind: 'wish', wish: kind, releaseId: RELEASE_2, reason: 'a test', by: 'ada', ...members };
}
