import fc from 'fast-check';
import { allOn } from '../../../lib/contract';
import { forwardToBoth, forwardToOnly, notLiveYet, RuleAction } from '../../../lib/core/traffic/rule-action';
import { aloneIn, listsOnly, readWeights, sameSplit, shareOf, weightsOfShare } from '../../../lib/core/traffic/weights';

const GROUPS = { blue: 'arn:tg/blue', green: 'arn:tg/green' };
const weight = fc.integer({ min: 0, max: 999 });
const weights = fc.record({ blue: weight, green: weight });
const side = fc.constantFrom('blue' as const, 'green' as const);

test('what is written is what is read', () => {
  fc.assert(
    fc.property(weights, (given) => expect(readWeights([forwardToBoth(GROUPS, given)], GROUPS)).toEqual(given)),
  );
  fc.assert(
    fc.property(side, (given) => {
      expect(readWeights([forwardToOnly(GROUPS, given)], GROUPS)).toEqual(allOn(given));
      expect(listsOnly([forwardToOnly(GROUPS, given)], GROUPS, given)).toBe(true);
      expect(listsOnly([forwardToBoth(GROUPS, allOn(given))], GROUPS, given)).toBe(false);
    }),
  );
  expect(readWeights([notLiveYet('m')], GROUPS)).toEqual({ blue: 0, green: 0 });
});

test.each<[string, RuleAction[], object | undefined]>([
  ['a single group without a weight', [{ Type: 'forward', TargetGroupArn: 'arn:tg/green' }], allOn('green')],
  ['an authentication before it', [{ Type: 'authenticate-oidc' }, forwardToOnly(GROUPS, 'blue')], allOn('blue')],
  [
    'groups without weights',
    [
      {
        Type: 'forward',
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:tg/blue' }, { TargetGroupArn: 'arn:tg/green' }] },
      },
    ],
    { blue: 1, green: 1 },
  ],
  ['a foreign group', [{ Type: 'forward', TargetGroupArn: 'arn:tg/other' }], undefined],
  ['a group without an ARN', [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ Weight: 1 }] } }], undefined],
  ['a redirect', [{ Type: 'redirect' }], undefined],
  ['nothing', [], undefined],
])('reads %s', (_name, actions, expected) => {
  expect(readWeights(actions, GROUPS)).toEqual(expected);
});

test('equal shares are the same split, whatever their scale', () => {
  fc.assert(
    fc.property(
      side,
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 9 }),
      (environment, tenths, scale) => {
        const percent = tenths / 10;
        const given = weightsOfShare(environment, percent);
        expect(sameSplit(given, { blue: given.blue * scale, green: given.green * scale })).toBe(true);
        expect(shareOf(given, environment)).toBeCloseTo(percent);
        expect(sameSplit(given, weightsOfShare(environment, (tenths - 1) / 10))).toBe(false);
      },
    ),
  );
});

test('weights of any share are whole numbers from 0 to 999, as a rule wants them', () => {
  for (let tenths = 1; tenths <= 1000; tenths++) {
    for (const each of Object.values(weightsOfShare('green', tenths / 10))) {
      expect(Number.isInteger(each) && each >= 0 && each <= 999).toBe(true);
    }
  }
});

test.each([
  [{ blue: 90, green: 10 }, undefined],
  [{ blue: 0, green: 100 }, 'green'],
  [{ blue: 1, green: 0 }, 'blue'],
  [{ blue: 0, green: 0 }, undefined],
])('of %j nobody else gets any: %s', (given, alone) => {
  expect(aloneIn(given)).toBe(alone);
});

test('nothing live is only like nothing live', () => {
  const none = { blue: 0, green: 0 };
  expect([
    sameSplit(none, none),
    sameSplit(none, allOn('blue')),
    sameSplit(allOn('blue'), none),
    shareOf(none, 'blue'),
  ]).toEqual([true, false, false, 0]);
});
