import { Duration, Stack } from 'aws-cdk-lib';
import { Check, ModelProtocol, WarmUpProps } from '../../lib';
import { checkTimeout } from '../../lib/model/model-functions';

const protocol = ModelProtocol.openInferenceV2({ modelName: 'fraud' });
const spec = (props: WarmUpProps) => Check.warmUp(props)._spec(protocol, new Stack());

test('predictions go to the protocol’s path, until the answers are steady', () => {
  expect(spec({ requests: [{ body: { amount: 1 } }] })).toEqual({
    kind: 'warm-up',
    name: 'warm-up',
    requests: [
      {
        method: 'POST',
        path: '/v2/models/fraud/infer',
        body: '{"amount":1}',
        headers: { 'content-type': 'application/json' },
      },
    ],
    count: 200,
    concurrency: 4,
    untilSteady: true,
    maxSeconds: 60,
    timeoutMs: 30_000,
  });
});

test('the function may run as long as the last request sent in time may take', () => {
  const slow = spec({
    requests: [{ body: 'a' }],
    maxDuration: Duration.minutes(10),
    timeout: Duration.seconds(60),
    concurrency: 1,
  });
  expect(checkTimeout([slow]).toSeconds()).toBe(690);
});

test('fails with all that is wrong', () => {
  expect(() =>
    spec({
      name: 'warm up',
      requests: [],
      count: 0,
      concurrency: 51,
      maxDuration: Duration.minutes(11),
      timeout: Duration.millis(1500),
    }),
  ).toThrow(
    /invalid warm-up "warm up": name must be .*requests must be 1 to 50, got 0.*count must be .*got 0.*concurrency must be .*got 51.*maxDuration must be .*660 s.*timeout must be whole seconds/,
  );
});
