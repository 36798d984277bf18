import { Phase } from '../../../lib/contract';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { armFault, FaultScene } from '../../../lib/rehearsal/run/faults';

const clock = new VirtualClock(0);
afterAll(() => clock.stop());

const ledgerIn = (phase: Phase, version = '1.3') => ({ release: { phase, version, environment: 'green' } }) as Ledger;

/** Plays the ledger's writes, a minute apart, with fault `errors` armed; answers the minute in which it struck. */
async function strikesAt(...ledgers: readonly Ledger[]): Promise<number | undefined> {
  const began = clock.now();
  let struck: number | undefined;
  let tell: (ledger: Ledger) => void = () => undefined;
  const story = {
    ledger: ledgers[0],
    onLedger: (listener: typeof tell) => (tell = listener),
    strike: () => (struck = (clock.now() - began) / 60_000),
  };
  const stage = { clock, trafficFaults: { inject: () => undefined } };
  const model = { targetGroupArn: () => 'green' };
  await armFault('errors', { stage, story, model, version: '1.3' } as unknown as FaultScene);
  for (const ledger of ledgers) {
    story.ledger = ledger;
    tell(ledger);
    await clock.sleep(60_000);
  }
  await clock.sleep(600_000);
  return struck;
}

test('a fault strikes once, five minutes into the bake', async () => {
  expect(await strikesAt(ledgerIn('shifting'), ledgerIn('baking'), ledgerIn('baking'))).toBe(6);
});

test.each<[string, readonly Ledger[]]>([
  ['a release that went back before', [ledgerIn('baking'), ledgerIn('rolling-back')]],
  ['a release that is over', [ledgerIn('baking'), {} as Ledger]],
  ['another version', [ledgerIn('baking', '1.2')]],
])('%s is not struck', async (_what, ledgers) => {
  expect(await strikesAt(...ledgers)).toBeUndefined();
});
