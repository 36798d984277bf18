import { Phase } from '../../../lib/contract';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { Transition } from '../../../lib/core/ledger/transition';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { executionNameOf } from '../../../lib/core/release-id';
import { at, carryOut, executionArn, ledgerIn, quietLedger, RELEASE_2 } from './ledgers';

const releaseId = RELEASE_2;

/** What an execution that takes over from whoever holds the lock makes of the ledger. */
function takeOver(ledger: Ledger, name: string): Transition {
  const deadExecutionName = executionNameOf(ledger.release?.executionArn ?? '');
  return applyCommand(ledger, { kind: 'adopt', executionArn: executionArn(name), deadExecutionName }, at(1));
}

/** The ledger after a number of executions took over, each from the one before. */
function afterRecoveries(ledger: Ledger, count: number): Ledger {
  const names = Array.from({ length: count }, (_, index) => `recovery-${index + 1}`);
  return names.reduce((current, name) => changedBy(takeOver(current, name)), ledger);
}

function changedBy(transition: Transition): Ledger {
  if (transition.kind !== 'changed') throw new Error(`nothing changed: ${JSON.stringify(transition)}`);
  return transition.ledger;
}

test.each<[string, Ledger]>([
  ['is recorded', ledgerIn('retiring-failed')],
  ['is promoted', ledgerIn('standby')],
  ['is being retired', ledgerIn('retiring')],
])('a release that %s is left to people after five recoveries that died', (_name, ledger) => {
  const fifth = afterRecoveries(ledger, 5);
  expect(fifth.release).toMatchObject({ executionArn: executionArn('recovery-5') });
  const sixth = takeOver(fifth, 'recovery-6');
  expect(sixth).toMatchObject({
    kind: 'changed',
    ledger: { release: { executionArn: executionArn('recovery-5'), givenUpBy: executionArn('recovery-6') } },
    decision: { kind: 'give-up', reason: expect.stringContaining('5 executions in a row died in phase') },
  });
  expect(takeOver(changedBy(sixth), 'recovery-6')).toMatchObject({ kind: 'unchanged' });
});

test.each<Phase>(['standby', 'retiring', 'rolling-back', 'retiring-failed'])(
  'the time of phase %s goes on, and the lock is held from now',
  (phase) => {
    const before = ledgerIn(phase);
    expect(changedBy(takeOver(before, 'recovery-1')).release).toMatchObject({
      phase,
      phaseSince: before.release!.phaseSince,
      heldSince: at(1),
    });
  },
);

test.each<Phase>(['shifting', 'rolling-back'])('traffic that may be wrong is not left after five: %s', (phase) => {
  const many = afterRecoveries(ledgerIn(phase), 90);
  expect(many.release).toMatchObject({ executionArn: executionArn('recovery-90') });
  expect(many.release?.givenUpBy).toBeUndefined();
});

test('but in the end it is', () => {
  const ledger = afterRecoveries(ledgerIn('rolling-back'), 97);
  expect(ledger.release).toMatchObject({ givenUpBy: executionArn('recovery-97') });
});

test('a recovery that got into the next phase counts from one again', () => {
  const traffic = afterRecoveries(ledgerIn('rolling-back'), 20);
  const recorded = carryOut(traffic, [
    { kind: 'traffic-restored', releaseId, environment: 'blue' },
    { kind: 'record-rollback', releaseId },
  ]);
  const fifth = afterRecoveries(recorded, 5);
  expect(fifth.release).toMatchObject({ recoveries: { phase: 'retiring-failed', count: 5 } });
  expect(fifth.release?.givenUpBy).toBeUndefined();
});

test('one that people start by hand counts from one again', () => {
  const left = afterRecoveries(ledgerIn('retiring-failed'), 6);
  const byHand = changedBy(takeOver(left, 'by-hand'));
  expect(byHand.release).toMatchObject({
    executionArn: executionArn('by-hand'),
    recoveries: { phase: 'retiring-failed', count: 1 },
  });
  expect(byHand.release?.givenUpBy).toBeUndefined();
});

test('a release that is left to people can be ended by the next one', () => {
  const left = afterRecoveries(ledgerIn('retiring-failed'), 6);
  const next = {
    ...left.release!,
    kind: 'start' as const,
    version: 'v3',
    contentHash: 'v3',
    force: false,
    frozenBecause: [],
  };
  const started = changedBy(
    applyCommand(
      left,
      { ...next, releaseId: 'v3-release', executionArn: 'v3', deadExecutionArn: left.release!.executionArn },
      at(2),
    ),
  );
  expect(started.release).toMatchObject({ releaseId: 'v3-release' });
  expect(started.release?.recoveries).toBeUndefined();
  expect(started.ended[0]).toMatchObject({ releaseId, outcome: 'rolled-back' });
});

test.each<[string, Ledger, string, RegExp]>([
  ['nobody holds the lock', quietLedger(), RELEASE_2, /no release holds the lock/],
  ['somebody else holds the lock', ledgerIn('baking'), 'other', /held by v2-release, not by other/],
])('is unchanged when %s', (_name, ledger, deadExecutionName, reason) => {
  const command = { kind: 'adopt', executionArn: executionArn('recovery-1'), deadExecutionName } as const;
  expect(applyCommand(ledger, command, at(1))).toMatchObject({
    kind: 'unchanged',
    reason: expect.stringMatching(reason),
  });
});
