import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { BlueGreenModelProps, Check, ReleaseWait } from '../../lib';
import { modelStack } from '../helpers/model-stack';

const warmUp = (minutes: number) =>
  Check.warmUp({ requests: [{ body: { x: 1 } }], maxDuration: Duration.minutes(minutes) });

const longChecks = (props: Partial<BlueGreenModelProps>) =>
  Annotations.fromStack(modelStack(props).stack)
    .findWarning('*', Match.stringLikeRegexp('until its promotion when its checks take'))
    .map(({ entry }) => entry.data as string);

describe('a release that takes longer than its deploy waits', () => {
  // 15 min of provisioning and a bake of 30: a hold of 5 more is for too little traffic
  test('is none at the defaults, nor with checks that have the time that is left', () => {
    expect(longChecks({})).toEqual([]);
    expect(longChecks({ checks: [warmUp(5)] })).toEqual([]);
  });

  test('fails to be silent from 50 minutes on', () => {
    const [warning] = longChecks({ checks: [warmUp(6)] });
    expect(warning).toContain('a release may take 3060 s until its promotion');
    expect(warning).toContain('a deploy waits 3000 s for it; shorten provisionTimeout or their times, or use');
  });

  test('is nobody’s concern when the deploy does not wait', () => {
    expect(longChecks({ checks: [warmUp(10)], waitFor: ReleaseWait.START })).toEqual([]);
  });
});
