import { Instant, toIso } from '../time';
import { adopt } from './adopt';
import { recordAnalysis } from './analysis';
import { LedgerCommand } from './command';
import { abandon, finish } from './finish';
import { Ledger } from './ledger';
import { enterPhase, provisioned, recordVerdict } from './progress';
import { decideRollback, recordRollback, requestAbort, trafficRestored } from './rollback';
import { intendShift, promote, shifted } from './shift';
import { start } from './start';
import { startReturn } from './start-return';
import { Transition } from './transition';
import { noteWish } from './wishes';

/**
 * All legal transitions of a model's ledger, as one pure function. A command that was carried out before gives `unchanged`,
 * so every caller may repeat itself; an illegal one gives `refused` with value, rule and remedy. Nobody else changes a ledger.
 */
export function applyCommand(ledger: Ledger, command: LedgerCommand, now: Instant): Transition {
  const at = toIso(now);
  switch (command.kind) {
    case 'start':
      return start(ledger, command, at);
    case 'start-return':
      return startReturn(ledger, command, at);
    case 'adopt':
      return adopt(ledger, command, at);
    case 'enter-phase':
      return enterPhase(ledger, command, at);
    case 'provisioned':
      return provisioned(ledger, command, at);
    case 'record-verdict':
      return recordVerdict(ledger, command, at);
    case 'record-analysis':
      return recordAnalysis(ledger, command, at);
    case 'intend-shift':
      return intendShift(ledger, command, at);
    case 'shifted':
      return shifted(ledger, command, at);
    case 'promote':
      return promote(ledger, command, at);
    case 'request-abort':
      return requestAbort(ledger, command, at);
    case 'wish':
      return noteWish(ledger, command, at);
    case 'decide-rollback':
      return decideRollback(ledger, command, at);
    case 'traffic-restored':
      return trafficRestored(ledger, command, at);
    case 'record-rollback':
      return recordRollback(ledger, command, at);
    case 'finish':
      return finish(ledger, command, at);
    case 'abandon':
      return abandon(ledger, command, at);
    default: {
      const never: never = command;
      throw new Error(`unknown ledger command ${JSON.stringify(never)}`);
    }
  }
}
