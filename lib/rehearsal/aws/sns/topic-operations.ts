import { AwsError, Operation } from '../service';
import { parseTopicPolicy } from './topic-policy';
import { Topics } from './topics';

/** 256 KiB for subject-less text, and 100 characters for a subject (Publish, API reference). */
const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT = 100;

const ATTRIBUTES = [
  'DeliveryPolicy',
  'DisplayName',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
] as const;

const onTopic =
  (action: string): Operation['authorize'] =>
  (input) => [{ action: `sns:${action}`, resource: input.TopicArn }];

export function topicOperations(topics: Topics): Readonly<Record<string, Operation>> {
  return {
    CreateTopic: {
      required: ['Name'],
      authorize: (input, { region, accountId }) => [
        { action: 'sns:CreateTopic', resource: `arn:aws:sns:${region}:${accountId}:${input.Name}` },
      ],
      handle: (input, { region, accountId }) => {
        const { arn, attributes } = topics.create(
          `arn:aws:sns:${region}:${accountId}:${requireTopicName(input.Name)}`,
          input.Name,
        );
        for (const [name, value] of Object.entries(input.Attributes ?? {})) {
          attributes.set(...checkedAttribute(name, String(value)));
        }
        return { TopicArn: arn };
      },
    },
    DeleteTopic: {
      required: ['TopicArn'],
      authorize: onTopic('DeleteTopic'),
      handle: (input) => {
        topics.delete(input.TopicArn);
        return {};
      },
    },
    SetTopicAttributes: {
      required: ['TopicArn', 'AttributeName'],
      authorize: onTopic('SetTopicAttributes'),
      handle: ({ TopicArn, AttributeName, AttributeValue = '' }) => {
        topics.get(TopicArn).attributes.set(...checkedAttribute(AttributeName, AttributeValue));
        return {};
      },
    },
    GetTopicAttributes: {
      required: ['TopicArn'],
      authorize: onTopic('GetTopicAttributes'),
      handle: (input) => {
        const { arn, attributes } = topics.get(input.TopicArn);
        return { Attributes: { TopicArn: arn, ...Object.fromEntries(attributes) } };
      },
    },
    Publish: {
      required: ['Message'],
      authorize: (input) => [{ action: 'sns:Publish', resource: topicOf(input) }],
      handle: (input) => {
        refusePublishMembers(input);
        const message = requireMessage(input.Message);
        const subject = requireSubject(input.Subject);
        return { MessageId: topics.publish(topicOf(input), message, subject) };
      },
    },
  };
}

/** A topic's ARN may be given as TargetArn as well; messages to phones and devices are not emulated. */
function topicOf({
  TopicArn,
  TargetArn,
  PhoneNumber,
}: {
  TopicArn?: string;
  TargetArn?: string;
  PhoneNumber?: string;
}) {
  if (PhoneNumber !== undefined)
    throw new AwsError('NotImplemented', 'messages to phone numbers are not emulated', 501);
  const arn = TopicArn ?? TargetArn;
  if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  return arn;
}

/** Message attributes are not kept: they only serve filter policies, which Subscribe refuses. */
function refusePublishMembers(input: Record<string, unknown>): void {
  for (const member of ['MessageStructure', 'MessageGroupId', 'MessageDeduplicationId']) {
    if (input[member] !== undefined) throw new AwsError('NotImplemented', `${member} is not emulated`, 501);
  }
}

function requireTopicName(name: string): string {
  if (name.endsWith('.fifo')) throw new AwsError('NotImplemented', 'FIFO topics are not emulated', 501);
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalid(`Topic Name must have 1 to 256 letters, digits, - and _`);
  return name;
}

function requireMessage(message: string): string {
  const bytes = Buffer.byteLength(message);
  if (bytes > MAX_MESSAGE_BYTES) throw invalid(`Message too long: ${bytes} bytes, limit ${MAX_MESSAGE_BYTES}`);
  return message;
}

/** Printable ASCII that begins with a letter, digit or punctuation mark; no line breaks. */
function requireSubject(subject: string | undefined): string | undefined {
  if (subject === undefined) return undefined;
  if (!/^[\x21-\x7e][\x20-\x7e]*$/.test(subject) || subject.length > MAX_SUBJECT) {
    throw invalid(`Subject must have 1 to ${MAX_SUBJECT} ASCII characters without line breaks, got '${subject}'`);
  }
  return subject;
}

function checkedAttribute(name: string, value: string): [string, string] {
  if (!ATTRIBUTES.some((known) => known === name)) {
    throw new AwsError('NotImplemented', `topic attribute ${name} is not emulated`, 501);
  }
  if (name === 'Policy') parseTopicPolicy(value);
  return [name, value];
}

function invalid(why: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${why}`);
}
