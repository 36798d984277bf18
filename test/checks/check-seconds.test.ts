import { Duration } from 'aws-cdk-lib';
import { Check } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';

const requests = (count: number) => Array.from({ length: count }, () => ({ body: {} }));

test('fails for a check that Lambda would end in the middle', () => {
  const check = Check.smoke({ name: 'slow', requests: requests(20), attempts: 20, timeout: Duration.seconds(60) });
  expect(() => modelTemplate({ checks: [check] })).toThrow(
    'check "slow" must take 870 s at most (20 requests × 20 attempts × 60 s), got 24000 s; lower attempts or timeout, or split it',
  );
});

test('the function gets the time that the longest check may take', () => {
  const check = Check.smoke({ requests: requests(29), attempts: 1, timeout: Duration.seconds(30) });
  const functions = Object.values(modelTemplate({ checks: [check] }).findResources('AWS::Lambda::Function'));
  const timeouts = functions.filter(({ Properties }) => Properties.Handler === 'check.handler');
  expect(timeouts.map(({ Properties }) => Properties.Timeout)).toEqual([900]);
});
