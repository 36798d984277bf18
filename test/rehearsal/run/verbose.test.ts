import { Stage } from '../../../lib/rehearsal/stage';
import { InvocationRecord } from '../../../lib/rehearsal/lambda/invocation-record';
import { LineReporter } from '../../../lib/rehearsal/run/reporter';
import { tellEverything } from '../../../lib/rehearsal/run/verbose';
import { idleStage } from './support/idle-stage';

let stage: Stage;
beforeAll(async () => void (stage = await idleStage()));
afterAll(() => stage.close());

test('--verbose tells the calls that fail and what the functions write, one line each', async () => {
  let output = '';
  tellEverything(stage, new LineReporter((text) => (output += text)));
  await stage.account.call('monitoring', 'DescribeAlarms', {});
  await expect(stage.account.call('monitoring', 'SetAlarmState', { AlarmName: 'nope' })).rejects.toThrow();
  const invocation = { functionName: 'traffic', output: '{"level":"info"}\nsecond line\n' };
  for (const tell of stage.functions.invocationListeners) tell(invocation as InvocationRecord);
  expect(output.split('\n')).toEqual([
    expect.stringMatching(/^00:00:00 {2}call {6}cloudwatch:SetAlarmState failed: \w+: .+$/),
    '00:00:00  log       traffic: {"level":"info"}',
    '00:00:00  log       traffic: second line',
    '',
  ]);
});
