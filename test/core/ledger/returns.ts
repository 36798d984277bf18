import { Phase } from '../../../lib/contract';
import { LedgerCommand, StartReturnCommand } from '../../../lib/core/ledger/command';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { BAKED, carryOut, executionArn, lifeOf, ON_BLUE, PLAN, quietLedger, RELEASE_2 } from './ledgers';

export const RETURN = 'v1-back';
/** What v1 ran in blue when it was live. */
export const COPY_1 = 'task-definition/fraud-blue:v1';

/** v2 is live in green; v1, which it replaced, is scaled to zero in blue. */
export function replacedLedger(): Ledger {
  const quiet = quietLedger();
  return carryOut(quiet, lifeOf('v2', quiet));
}

export function returnCommand(members: Partial<StartReturnCommand> = {}): StartReturnCommand {
  return {
    kind: 'start-return',
    releaseId: RETURN,
    executionArn: executionArn(RETURN),
    version: 'v1',
    leaves: RELEASE_2,
    reason: 'wrong scores',
    plan: PLAN,
    skippedChecks: ['parity', 'golden'],
    requestedBy: 'ada',
    ...members,
  };
}

/** The commands of a return's whole life, in order. */
export function returnLifeOf(members: Partial<StartReturnCommand> = {}): readonly LedgerCommand[] {
  const start = returnCommand(members);
  const { releaseId } = start;
  return [
    start,
    { kind: 'enter-phase', releaseId, phase: 'provisioning' },
    { kind: 'provisioned', releaseId, copyArn: COPY_1, desiredCount: 2, image: 'repo/model:v1' },
    { kind: 'enter-phase', releaseId, phase: 'shifting' },
    { kind: 'intend-shift', releaseId, stepIndex: 0 },
    { kind: 'shifted', releaseId, stepIndex: 0, weights: ON_BLUE },
    { kind: 'enter-phase', releaseId, phase: 'baking' },
    { kind: 'record-verdict', releaseId, verdict: BAKED },
    { kind: 'promote', releaseId },
    { kind: 'enter-phase', releaseId, phase: 'retiring' },
    { kind: 'finish', releaseId },
  ];
}

/** v1 on its way back, where it has just entered a phase; the phase of the shift with its traffic moved. */
export function returningIn(phase: Phase, from: Ledger = replacedLedger()): Ledger {
  const life = returnLifeOf();
  const at = life.findIndex((_, index) => carryOut(from, life.slice(0, index + 1)).release?.phase === phase);
  return carryOut(from, life.slice(0, phase === 'shifting' ? at + 3 : at + 1));
}

/** v1 is live again, and the return over. */
export function returnedLedger(): Ledger {
  return carryOut(replacedLedger(), returnLifeOf());
}
