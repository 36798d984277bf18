import { EventTargets } from '../../../../lib/rehearsal/aws/events/delivery';
import { Events } from '../../../../lib/rehearsal/aws/events/events';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { callContext, caller, errorCode } from '../../support/call';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:page';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:release';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:releases';
const ROLE = 'arn:aws:iam::111122223333:role/events';
const RULE_ARN = 'arn:aws:events:eu-west-1:111122223333:rule/r';
const PATTERN = JSON.stringify({ source: ['ours'] });

function stage(targets: Partial<EventTargets> = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5, 12));
  const calls: string[][] = [];
  const take =
    (kind: string) =>
    async (...args: string[]): Promise<void> => {
      calls.push([kind, ...args]);
    };
  const all = { invoke: take('invoke'), startExecution: take('start'), publish: take('publish'), ...targets };
  const events = new Events({ clock, region: 'eu-west-1', accountId: '111122223333', targets: all });
  return { clock, events, calls, call: caller(events, clock) };
}

const entry = (over: object = {}) => ({ Source: 'ours', DetailType: 'Phase', Detail: '{"phase":"baking"}', ...over });

describe('schedules', () => {
  const INPUT = '{"action":"measure"}';
  const MINUTE = 60_000;
  const at = (expression: string | undefined, more: object = {}) => ({
    Name: 'r',
    ScheduleExpression: expression,
    ...more,
  });

  function scheduled(expression: string) {
    const world = stage();
    world.call('PutRule', at(expression));
    world.call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION, Input: INPUT }] });
    return world;
  }

  test('call their targets at their rate, for the first time after one interval', async () => {
    const { clock, calls } = scheduled('rate(2 minutes)');
    await clock.sleep(2 * MINUTE - 1);
    expect(calls).toEqual([]);
    await clock.sleep(4 * MINUTE + 2);
    expect(calls).toEqual(Array.from({ length: 3 }, () => ['invoke', FUNCTION, INPUT, RULE_ARN]));
    clock.stop();
  });

  test('send an event without an input of the target', async () => {
    const { clock, call, calls } = scheduled('rate(1 hour)');
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION }] });
    await clock.sleep(60 * MINUTE + 1);
    expect(JSON.parse(calls[0][2])).toMatchObject({ 'detail-type': 'Scheduled Event', resources: [RULE_ARN] });
    clock.stop();
  });

  test('go on when the rule is put again, change with it, and end when it is disabled or gone', async () => {
    const { clock, call, calls } = scheduled('rate(1 minute)');
    await clock.sleep(30_000);
    call('PutRule', at('rate(1 minute)'));
    await clock.sleep(30_001);
    expect(calls).toHaveLength(1);
    call('PutRule', at('rate(10 minutes)'));
    await clock.sleep(9 * MINUTE);
    expect(calls).toHaveLength(1);
    call('PutRule', at('rate(10 minutes)', { State: 'DISABLED' }));
    await clock.sleep(20 * MINUTE);
    call('PutRule', at('rate(1 minute)'));
    call('RemoveTargets', { Rule: 'r', Ids: ['f'] });
    call('DeleteRule', { Name: 'r' });
    await clock.sleep(20 * MINUTE);
    expect(calls).toHaveLength(1);
    clock.stop();
  });
});

describe('rules', () => {
  test('hand a matching event to every target, each shaped and by its own way', async () => {
    const { clock, call, calls, events } = stage();
    expect(call('PutRule', { Name: 'r', EventPattern: PATTERN })).toEqual({ RuleArn: RULE_ARN });
    call('PutTargets', {
      Rule: 'r',
      Targets: [
        { Id: 'f', Arn: FUNCTION },
        { Id: 'm', Arn: MACHINE, RoleArn: ROLE, InputPath: '$.detail' },
        { Id: 't', Arn: TOPIC, Input: '"hello"' },
      ],
    });
    const { Entries, FailedEntryCount } = call('PutEvents', { Entries: [entry(), entry({ Source: 'theirs' })] });
    expect(calls).toEqual([]); // deliveries begin after the answer
    await clock.sleep(1);
    expect(FailedEntryCount).toBe(0);
    expect(calls).toEqual([
      ['invoke', FUNCTION, expect.any(String), RULE_ARN],
      ['start', MACHINE, '{"phase":"baking"}', ROLE],
      ['publish', TOPIC, '"hello"', RULE_ARN],
    ]);
    expect(JSON.parse(calls[0][2])).toEqual({
      version: '0',
      id: Entries[0].EventId,
      'detail-type': 'Phase',
      source: 'ours',
      account: '111122223333',
      time: '2026-01-05T12:00:00Z',
      region: 'eu-west-1',
      resources: [],
      detail: { phase: 'baking' },
    });
    expect(events.deliveries.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  test('take events of AWS services, and tell listeners', async () => {
    const { clock, call, calls, events } = stage();
    const seen: string[] = [];
    events.onEvent((event) => seen.push(event.source));
    call('PutRule', { Name: 'r', EventPattern: '{"source":["aws.states"],"detail":{"status":["FAILED"]}}' });
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION }] });
    for (const status of ['SUCCEEDED', 'FAILED']) events.emit('Status', 'aws.states', { status }, ['arn:execution']);
    await clock.sleep(1);
    expect(calls).toHaveLength(1);
    expect(seen).toEqual(['aws.states', 'aws.states']);
    expect(events.received.map(({ resources }) => resources)).toEqual([['arn:execution'], ['arn:execution']]);
  });

  test('hold the clock while a target answers', async () => {
    let accept = (): void => undefined;
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const { clock, call } = stage({ invoke: () => accepted });
    call('PutRule', { Name: 'r', EventPattern: PATTERN });
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION }] });
    call('PutEvents', { Entries: [entry()] });
    const hour = clock.sleep(3_600_000).then(() => 'an hour later');
    const turns = async (): Promise<string> => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      return 'still held';
    };
    expect(await Promise.race([hour, turns()])).toBe('still held');
    accept();
    expect(await hour).toBe('an hour later');
  });

  test('fail alone: a refused target is recorded and others still get the event', async () => {
    const { clock, call, calls, events } = stage({ invoke: () => Promise.reject(new Error('denied')) });
    call('PutRule', { Name: 'r', EventPattern: PATTERN });
    call('PutTargets', {
      Rule: 'r',
      Targets: [
        { Id: 'f', Arn: FUNCTION },
        { Id: 't', Arn: TOPIC },
      ],
    });
    call('PutEvents', { Entries: [entry()] });
    await clock.sleep(1);
    expect(calls.map(([kind]) => kind)).toEqual(['publish']);
    expect(events.deliveries.map(({ error }) => error).sort()).toEqual(['Error: denied', undefined]);
  });

  test('stop when disabled, without targets, or deleted', async () => {
    const { clock, call, calls } = stage();
    call('PutRule', { Name: 'r', EventPattern: PATTERN });
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION }] });
    call('PutRule', { Name: 'r', EventPattern: PATTERN, State: 'DISABLED' });
    call('PutEvents', { Entries: [entry()] });
    expect(errorCode(() => call('DeleteRule', { Name: 'r' }))).toBe('ValidationException');
    call('PutRule', { Name: 'r', EventPattern: PATTERN });
    call('RemoveTargets', { Rule: 'r', Ids: ['f'] });
    call('PutEvents', { Entries: [entry()] });
    call('DeleteRule', { Name: 'r' });
    call('DeleteRule', { Name: 'r' });
    await clock.sleep(1);
    expect(calls).toEqual([]);
    expect(errorCode(() => call('DescribeRule', { Name: 'r' }))).toBe('ResourceNotFoundException');
  });

  test('are described, and keep their targets when put again', () => {
    const { call } = stage();
    call('PutRule', { Name: 'r', EventPattern: PATTERN, EventBusName: 'default' });
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn: FUNCTION }] });
    call('PutRule', { Name: 'r', EventPattern: PATTERN, State: 'DISABLED' });
    expect(call('DescribeRule', { Name: 'r' })).toMatchObject({
      Arn: RULE_ARN,
      State: 'DISABLED',
      EventPattern: PATTERN,
    });
    expect(call('ListTargetsByRule', { Rule: 'r' }).Targets).toEqual([{ Id: 'f', Arn: FUNCTION }]);
  });

  test.each([
    ['PutRule', { Name: 'r' }, 'ValidationException'],
    ['PutRule', { Name: 'a rule', EventPattern: PATTERN }, 'ValidationException'],
    ['PutRule', { Name: 'r', EventPattern: '{}' }, 'InvalidEventPatternException'],
    ['PutRule', { Name: 'r', ScheduleExpression: 'cron(0 12 * * ? *)' }, 'NotImplemented'],
    ['PutRule', { Name: 'r', ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException'],
    ['PutRule', { Name: 'r', ScheduleExpression: 'rate(0 minutes)' }, 'ValidationException'],
    ['PutRule', { Name: 'r', EventPattern: PATTERN, EventBusName: 'other' }, 'NotImplemented'],
    ['PutTargets', { Rule: 'nope', Targets: [] }, 'ResourceNotFoundException'],
    ['PutTargets', { Rule: 'known', Targets: [{ Id: 'm', Arn: MACHINE }] }, 'ValidationException'],
    ['PutTargets', { Rule: 'known', Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:x:1:q' }] }, 'NotImplemented'],
    ['PutTargets', { Rule: 'known', Targets: [{ Id: 'f', Arn: FUNCTION, DeadLetterConfig: {} }] }, 'NotImplemented'],
    [
      'PutTargets',
      { Rule: 'known', Targets: [1, 2, 3, 4, 5, 6].map((id) => ({ Id: `t${id}`, Arn: TOPIC })) },
      'LimitExceededException',
    ],
  ])('%s fails for %j with %s', (operation, input, code) => {
    const { call } = stage();
    call('PutRule', { Name: 'known', EventPattern: PATTERN });
    expect(errorCode(() => call(operation, input))).toBe(code);
  });
});

describe('PutEvents', () => {
  test.each([
    ['no source', { Source: undefined }, 'InvalidArgument'],
    ['no type', { DetailType: '' }, 'InvalidArgument'],
    ['no detail', { Detail: undefined }, 'InvalidArgument'],
    ['detail that is not JSON', { Detail: '{' }, 'MalformedDetail'],
    ['detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['a source of AWS', { Source: 'aws.states' }, 'NotAuthorizedForSourceException'],
  ])('answers 200 and fails the entry with %s', (_what, over, code) => {
    const { call, events } = stage();
    const answer = call('PutEvents', { Entries: [entry(), entry(over)] });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: code }],
    });
    expect(events.received).toHaveLength(1);
  });

  test.each([
    ['eleven entries', Array(11).fill(entry()), 'ValidationException'],
    ['over 256 KiB', [entry({ Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) })], 'ValidationException'],
    ['another bus', [entry({ EventBusName: 'other' })], 'NotImplemented'],
  ])('fails as a whole for %s', (_what, Entries, code) => {
    const { call, events } = stage();
    expect(errorCode(() => call('PutEvents', { Entries }))).toBe(code);
    expect(events.received).toEqual([]);
  });

  test('asks for the permission on the bus, with source and type', () => {
    const { clock, events } = stage();
    expect(events.operations.PutEvents.authorize({ Entries: [entry()] }, callContext(clock))).toEqual([
      {
        action: 'events:PutEvents',
        resource: 'arn:aws:events:eu-west-1:111122223333:event-bus/default',
        context: { 'events:source': 'ours', 'events:detail-type': 'Phase' },
      },
    ]);
  });
});

test('PutTargets asks to pass the role of a state machine', () => {
  const { clock, events } = stage();
  const input = { Rule: 'r', Targets: [{ Id: 'm', Arn: MACHINE, RoleArn: ROLE }] };
  expect(events.operations.PutTargets.authorize(input, callContext(clock))).toEqual([
    { action: 'events:PutTargets', resource: RULE_ARN },
    { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'events.amazonaws.com' } },
  ]);
});

test('TestEventPattern answers what a rule would', () => {
  const { call } = stage();
  const ask = (source: string) =>
    call('TestEventPattern', { EventPattern: PATTERN, Event: JSON.stringify({ source }) });
  expect([ask('ours'), ask('theirs')]).toEqual([{ Result: true }, { Result: false }]);
});
