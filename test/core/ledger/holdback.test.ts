import { LedgerCommand } from '../../../lib/core/ledger/command';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { at, BAKED, carryOut, RELEASE_2, T0 } from './ledgers';
import { readyToShift, step } from './stepped';

const releaseId = RELEASE_2;
const bake: LedgerCommand = { kind: 'enter-phase', releaseId, phase: 'baking' };
const baked: LedgerCommand = { kind: 'record-verdict', releaseId, verdict: BAKED };
const promote: LedgerCommand = { kind: 'promote', releaseId };
const rest = step(3);

const atHoldback = () => carryOut(readyToShift(), [...step(0), ...step(1), ...step(2)]);

test('the bake begins before the last step, which follows it and leaves the phase and its time alone', () => {
  const baking = carryOut(atHoldback(), [bake], at(10));
  const whole = carryOut(baking, [baked, ...rest], at(700));
  expect(whole).toMatchObject({
    weights: { blue: 0, green: 100 },
    release: { phase: 'baking', phaseSince: at(10), stepIndex: 3, stepSince: at(700) },
  });
  expect(carryOut(whole, [promote])).toMatchObject({ live: { version: 'v2' }, standby: { version: 'v1' } });
});

test.each<[string, readonly LedgerCommand[], LedgerCommand, RegExp]>([
  ['the bake after the second step', [...step(0), ...step(1)], bake, /baking starts when step 2 of 4/],
  [
    'the rest before the bake',
    [...step(0), ...step(1), ...step(2)],
    rest[0],
    /moved after the bake, got phase shifting/,
  ],
  [
    'the rest before the verdict',
    [...step(0), ...step(1), ...step(2), bake],
    rest[0],
    /the last 20 % of the traffic are moved after the bake, got phase baking and no verdict/,
  ],
  [
    'the rest after a bad verdict',
    [
      ...[...step(0), ...step(1), ...step(2), bake],
      { kind: 'record-verdict', releaseId, verdict: { ...BAKED, status: 'FAIL' } },
    ],
    rest[0],
    /watch the bake to its end/,
  ],
  [
    'a promotion without the rest',
    [...step(0), ...step(1), ...step(2), bake, baked],
    promote,
    /with all traffic on green, got \{"blue":20,"green":80\}/,
  ],
  [
    'a promotion before the rest was read back',
    [...step(0), ...step(1), ...step(2), bake, baked, rest[0]],
    promote,
    /finish the traffic shift/,
  ],
])('fails on %s', (_name, before, command, message) => {
  const transition = applyCommand(carryOut(readyToShift(), before), command, T0);
  expect(transition).toMatchObject({ kind: 'refused', refusal: { message: expect.stringMatching(message) } });
});
