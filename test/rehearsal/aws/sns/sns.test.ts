import { Sns } from '../../../../lib/rehearsal/aws/sns/sns';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { callContext, caller, errorCode } from '../../support/call';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:releases';
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:page';
const RULE_ARN = 'arn:aws:events:eu-west-1:111122223333:rule/r';

function stage(invoke?: (arn: string, payload: any, topicArn: string) => Promise<void>) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5, 12));
  const invoked: { arn: string; payload: any; topicArn: string }[] = [];
  const take = async (arn: string, payload: unknown, topicArn: string): Promise<void> => {
    invoked.push({ arn, payload, topicArn });
  };
  const sns = new Sns({ clock, accountId: '111122223333', invoke: invoke ?? take });
  const call = caller(sns, clock);
  call('CreateTopic', { Name: 'releases' });
  return { clock, sns, call, invoked };
}

const publish = { TopicArn: TOPIC, Subject: 'fraud 1.4.0: baking', Message: '{"phase":"baking"}' };

describe('topics', () => {
  test('creating one again answers the same one', () => {
    const { call } = stage();
    expect(call('CreateTopic', { Name: 'releases' })).toEqual({ TopicArn: TOPIC });
  });

  test('functions get the message, people have it recorded', async () => {
    const { clock, call, sns, invoked } = stage();
    call('Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION });
    call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'ops@example.com' });
    const { MessageId } = call('Publish', publish);
    await clock.sleep(1);
    expect(invoked).toEqual([{ arn: FUNCTION, topicArn: TOPIC, payload: { Records: [expect.any(Object)] } }]);
    expect(invoked[0].payload.Records[0].Sns).toMatchObject({
      MessageId,
      TopicArn: TOPIC,
      Subject: publish.Subject,
      Message: publish.Message,
      Timestamp: '2026-01-05T12:00:00.000Z',
    });
    expect(sns.deliveries.map(({ protocol, outcome }) => `${protocol} ${outcome}`).sort()).toEqual([
      'email recorded',
      'lambda delivered',
    ]);
  });

  test('a message without subscribers is kept for the summary', () => {
    const { call, sns } = stage();
    call('Publish', { TargetArn: TOPIC, Message: 'x' });
    expect(sns.deliveries).toMatchObject([{ topicArn: TOPIC, message: 'x', outcome: 'unsubscribed' }]);
  });

  test('a refused function fails the delivery, not the publisher', async () => {
    const { clock, call, sns } = stage(() => Promise.reject(new Error('denied')));
    call('Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION });
    call('Publish', publish);
    await clock.sleep(1);
    expect(sns.deliveries).toMatchObject([{ outcome: 'failed', error: 'Error: denied' }]);
  });

  test('subscribing twice is once; unsubscribing and deleting end it', () => {
    const { call } = stage();
    const subscribe = () =>
      call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@b.c' }).SubscriptionArn;
    const SubscriptionArn = subscribe();
    expect(subscribe()).toBe(SubscriptionArn);
    expect(call('ListSubscriptionsByTopic', { TopicArn: TOPIC }).Subscriptions).toHaveLength(1);
    call('Unsubscribe', { SubscriptionArn });
    expect(call('ListSubscriptionsByTopic', { TopicArn: TOPIC }).Subscriptions).toEqual([]);
    call('DeleteTopic', { TopicArn: TOPIC });
    expect(errorCode(() => call('Publish', publish))).toBe('NotFound');
  });

  test.each([
    ['Publish', { ...publish, Subject: 'x'.repeat(101) }, 'InvalidParameter'],
    ['Publish', { ...publish, Subject: 'two\nlines' }, 'InvalidParameter'],
    ['Publish', { ...publish, Message: 'ä'.repeat(131_073) }, 'InvalidParameter'],
    ['Publish', { Message: 'x' }, 'InvalidParameter'],
    ['Publish', { ...publish, TopicArn: `${TOPIC}x` }, 'NotFound'],
    ['Publish', { ...publish, MessageStructure: 'json' }, 'NotImplemented'],
    ['Publish', { PhoneNumber: '+1', Message: 'x' }, 'NotImplemented'],
    ['CreateTopic', { Name: 'a b' }, 'InvalidParameter'],
    ['CreateTopic', { Name: 'x.fifo' }, 'NotImplemented'],
    ['Subscribe', { TopicArn: `${TOPIC}x`, Protocol: 'email', Endpoint: 'x' }, 'NotFound'],
    ['Subscribe', { TopicArn: TOPIC, Protocol: 'pigeon', Endpoint: 'x' }, 'InvalidParameter'],
    [
      'Subscribe',
      { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'x', Attributes: { FilterPolicy: '{}' } },
      'NotImplemented',
    ],
    ['SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: '{' }, 'InvalidParameter'],
    ['SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'FifoTopic', AttributeValue: 'true' }, 'NotImplemented'],
  ])('%s fails for %.80j with %s', (operation, input, code) => {
    expect(errorCode(() => stage().call(operation, input))).toBe(code);
  });

  test('a message of exactly 256 KiB with a subject of 100 characters passes', () => {
    const { call, sns } = stage();
    call('Publish', { TopicArn: TOPIC, Message: 'x'.repeat(262_144), Subject: 's'.repeat(100) });
    expect(sns.deliveries).toHaveLength(1);
  });

  test('publishing needs the permission on the topic', () => {
    const { clock, sns } = stage();
    const asked = sns.operations.Publish.authorize(publish, callContext(clock));
    expect(asked).toEqual([{ action: 'sns:Publish', resource: TOPIC }]);
  });
});

describe('the policy of a topic', () => {
  const EVENTS = 'events.amazonaws.com';
  const CLOUDWATCH = 'cloudwatch.amazonaws.com';
  const statement = (over: object = {}) => ({
    Effect: 'Allow',
    Principal: { Service: EVENTS },
    Action: 'sns:Publish',
    Resource: TOPIC,
    ...over,
  });
  const condition = (arn: string) => ({ Condition: { ArnLike: { 'aws:SourceArn': arn } } });

  test.each([
    ['none, for alarms', undefined, CLOUDWATCH, true],
    ['none, for rules', undefined, EVENTS, false],
    ['an empty one is none', [], CLOUDWATCH, true],
    ['one for rules', [statement()], EVENTS, true],
    ['one for rules, which ends the default for alarms', [statement()], CLOUDWATCH, false],
    ['another action', [statement({ Action: 'sns:Subscribe' })], EVENTS, false],
    ['another topic', [statement({ Resource: `${TOPIC}x` })], EVENTS, false],
    ['the rule that asks', [statement(condition(RULE_ARN))], EVENTS, true],
    ['another rule', [statement(condition(`${RULE_ARN}x`))], EVENTS, false],
    ['everybody', [statement({ Principal: '*' })], CLOUDWATCH, true],
    ['a denial', [statement(), statement({ Effect: 'Deny', Principal: '*' })], EVENTS, false],
    ['what cannot be evaluated', [statement({ Condition: { Mystery: { a: 'b' } } })], EVENTS, false],
  ])('%s', (_what, Statement, principal, allowed) => {
    const { call, sns } = stage();
    if (Statement !== undefined) {
      const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
      call('SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue });
    }
    const request = { action: 'sns:Publish', resource: TOPIC };
    expect(sns.allowsService({ kind: 'service', principal, sourceArn: RULE_ARN }, request)).toBe(allowed);
  });
});
