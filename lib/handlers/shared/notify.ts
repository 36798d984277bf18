import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { Env, RELEASE_EVENT_DETAIL_TYPE, RELEASE_EVENT_SOURCE, ReleaseEventDetail } from '../../contract';
import { Environment, requireEnv } from './env';
import { messageOf, nameOf } from './errors';
import { Logger } from './logger';

export interface NotifyClients {
  readonly sns: Pick<SNSClient, 'send'>;
  readonly events: Pick<EventBridgeClient, 'send'>;
}

/** SNS refuses a message whose subject does not have less than 100 characters (API reference of Publish). */
const MAX_SUBJECT_LENGTH = 99;

/** Tells people (SNS) and machines (EventBridge) about a phase change. A failure is logged and never fails a release. */
export class Notifier {
  constructor(
    private readonly clients: NotifyClients,
    private readonly env: Environment,
    private readonly logger: Logger,
  ) {}

  async notify(detail: ReleaseEventDetail): Promise<void> {
    const results = await Promise.allSettled([this.publish(detail), this.putEvent(detail)]);
    for (const result of results) {
      if (result.status === 'rejected') {
        this.logger.error('a notification failed', {
          phase: detail.phase,
          error: nameOf(result.reason),
          text: messageOf(result.reason),
        });
      }
    }
  }

  private async publish(detail: ReleaseEventDetail): Promise<void> {
    const subject = `${detail.modelName} ${detail.version}: ${detail.phase}`;
    await this.clients.sns.send(
      new PublishCommand({
        TopicArn: requireEnv(this.env, Env.TOPIC_ARN),
        Subject: subject.slice(0, MAX_SUBJECT_LENGTH),
        Message: JSON.stringify(detail),
      }),
    );
  }

  private async putEvent(detail: ReleaseEventDetail): Promise<void> {
    const { FailedEntryCount = 0, Entries = [] } = await this.clients.events.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: RELEASE_EVENT_SOURCE,
            DetailType: RELEASE_EVENT_DETAIL_TYPE,
            Detail: JSON.stringify(detail),
            EventBusName: this.env[Env.EVENT_BUS_NAME] ?? 'default',
          },
        ],
      }),
    );
    // PutEvents answers 200 for an entry that it did not take.
    if (FailedEntryCount > 0) throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorCode ?? 'no code'}`);
  }
}
