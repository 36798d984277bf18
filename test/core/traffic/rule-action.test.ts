import { allOn } from '../../../lib/contract';
import {
  forwardToBoth,
  forwardToOnly,
  notLiveYet,
  RuleAction,
  sameActions,
} from '../../../lib/core/traffic/rule-action';

const GROUPS = { blue: 'arn:tg/blue', green: 'arn:tg/green' };
const onBlue = forwardToBoth(GROUPS, allOn('blue'));
const onlyBlue = forwardToOnly(GROUPS, 'blue');
const sticky = (seconds: number) => forwardToBoth(GROUPS, { blue: 90, green: 10 }, seconds);

test.each<[string, RuleAction, RuleAction, boolean]>([
  ['the same weights', onBlue, forwardToBoth(GROUPS, allOn('blue')), true],
  [
    'the same weights in another order',
    onBlue,
    {
      Type: 'forward',
      Order: 1,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: 'arn:tg/green', Weight: 0 },
          { TargetGroupArn: 'arn:tg/blue', Weight: 100 },
        ],
      },
    },
    true,
  ],
  ['a single group with and without a weight', onlyBlue, { Type: 'forward', TargetGroupArn: 'arn:tg/blue' }, true],
  ['other weights', onBlue, forwardToBoth(GROUPS, allOn('green')), false],
  ['a group at weight 0, and none', onBlue, onlyBlue, false],
  ['another group', onlyBlue, forwardToOnly(GROUPS, 'green'), false],
  [
    'stickiness',
    onlyBlue,
    { ...onlyBlue, ForwardConfig: { ...onlyBlue.ForwardConfig, TargetGroupStickinessConfig: { Enabled: true } } },
    false,
  ],
  ['stickiness of another duration', sticky(60), sticky(61), false],
  ['the same stickiness', sticky(60), sticky(60), true],
  [
    'a duration that is off',
    onlyBlue,
    {
      ...onlyBlue,
      ForwardConfig: {
        ...onlyBlue.ForwardConfig,
        TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 3600 },
      },
    },
    true,
  ],
  ['a forward and a fixed answer', onBlue, notLiveYet('fraud'), false],
  ['two fixed answers', notLiveYet('fraud'), notLiveYet('iris'), false],
])('%s', (_name, one, other, same) => {
  expect(sameActions([one], [other])).toBe(same);
  expect(sameActions([other], [one])).toBe(same);
});
