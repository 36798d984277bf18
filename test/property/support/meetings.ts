import fc from 'fast-check';
import { AlarmEvent, EmergencyEvent, RollbackEvent, ShiftEvent } from '../../../lib/contract';
import { LedgerStore } from '../../../lib/handlers/shared/ledger-store';
import { MODEL, RELEASE_2, T0 } from '../../core/ledger/ledgers';
import { Gate } from '../../handlers/world/calls';
import { World } from '../../handlers/world/world';

/** What may meet: calls of the traffic function, which are all about the second release, and an operator's abort. */

export function alarm(signal: string): AlarmEvent {
  return {
    source: 'aws.cloudwatch',
    alarmArn: 'arn:alarm',
    time: T0,
    alarmData: { alarmName: `fraud-green-${signal}`, state: { value: 'ALARM', reason: 'too many errors' } },
  };
}

export const OPERATOR: EmergencyEvent = { action: 'emergency', reason: 'looks bad', requestedBy: 'me' };

export const ROLLBACK: RollbackEvent = {
  action: 'rollback',
  releaseId: RELEASE_2,
  cause: { Error: 'States.Timeout', Cause: '' },
};

export function shift(stepIndex: number): ShiftEvent {
  return { action: 'shift', releaseId: RELEASE_2, stepIndex };
}

export function abort(world: Pick<World, 'clients' | 'now'>, gate: Gate): Promise<unknown> {
  const store = new LedgerStore(world.clients(gate).dynamodb, 'ledger', MODEL, world.now);
  return store.apply({ kind: 'request-abort', reason: 'changed my mind', by: 'operator' });
}

/** Turns: whose it is, and for how many calls. */
export const bursts = fc.array(fc.record({ process: fc.nat({ max: 4 }), calls: fc.integer({ min: 1, max: 8 }) }), {
  maxLength: 12,
});

/** Which of those that may meet do. */
export function subset(meeting: readonly unknown[]): fc.Arbitrary<number[]> {
  return fc.subarray(
    meeting.map((_, index) => index),
    { minLength: 1 },
  );
}

/** After how many calls a process dies. */
export function deathsWithin(calls: number): fc.Arbitrary<Record<string, number>> {
  return fc.dictionary(fc.nat({ max: 4 }).map(String), fc.integer({ min: 1, max: calls }), { maxKeys: 3 });
}
