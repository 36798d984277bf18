import { otherEnvironment, Phase, WatchResult } from '../../lib/contract';
import { protectionAfter, withProtection } from '../../lib/core/protection';
import { at, firstLedgerIn, ledgerIn, PLAN, T0 } from './ledger/ledgers';

const after = (phase: Phase, decision: WatchResult['decision'], ledger = ledgerIn(phase)) =>
  protectionAfter(ledger, ledger.release!, { decision }, at(100));

test.each<[Phase, WatchResult['decision']]>([
  ['shifting', 'continue'],
  ['shifting', 'done'],
  ['baking', 'continue'],
  ['baking', 'done'],
  ['standby', 'continue'],
])('in phase %s, after "%s", the version before answers what the new one fails', (phase, decision) => {
  const { release } = ledgerIn(phase);
  expect(after(phase, decision)).toEqual({
    kind: 'protect',
    by: {
      of: release!.environment,
      by: otherEnvironment(release!.environment),
      until: Date.parse(T0) / 1000 + 100 + 2 * PLAN.watchIntervalSeconds + 60,
    },
  });
});

test.each<Phase>(['shifting', 'baking', 'standby', 'rolling-back', 'retiring-failed'])(
  'a release in phase %s that goes back keeps what it has until its traffic is back',
  (phase) => {
    expect(after(phase, 'roll-back')).toEqual({ kind: 'keep' });
  },
);

test.each<[Phase, WatchResult['decision']]>([
  ['standby', 'done'],
  ['retiring', 'done'],
  ['checking', 'continue'],
  ['provisioning', 'continue'],
])(
  'in phase %s, after "%s", nobody is protected: the other side does not stand, or is not needed',
  (phase, decision) => {
    expect(after(phase, decision)).toEqual({ kind: 'stop' });
  },
);

test.each<Phase>(['shifting', 'baking', 'standby'])(
  'the first version of all, in phase %s, has nobody to answer for it',
  (phase) => {
    expect(after(phase, 'continue', firstLedgerIn(phase))).toEqual({ kind: 'stop' });
  },
);

test('what else gateways are told stays', () => {
  const protect = { of: 'green', by: 'blue', until: 1 } as const;
  const settings = { versions: { blue: '1.2' }, latencyThresholdsMs: [5] };
  expect(withProtection(settings, protect)).toEqual({ ...settings, protect });
  expect(JSON.parse(JSON.stringify(withProtection({ ...settings, protect }, undefined)))).toEqual(settings);
});
