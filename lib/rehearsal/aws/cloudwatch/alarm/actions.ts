import { Clock } from '../../../clock';
import { AlarmChange } from './alarm';
import { AlarmBook } from './alarm-book';
import { functionPayload, topicMessage } from './messages';

/** Where alarm actions go. Each call is made as CloudWatch's service principal for the alarm, and rejects when not allowed. */
export interface AlarmTargets {
  /** Queues the payload for a function, as `lambda.alarms.cloudwatch.amazonaws.com`. */
  invoke(functionArn: string, payload: Record<string, unknown>, alarmArn: string): Promise<void>;
  /** Publishes to a topic, as `cloudwatch.amazonaws.com`. */
  publish(topicArn: string, message: { subject: string; message: string }, alarmArn: string): Promise<void>;
}

/**
 * Executes the actions of every change of state. The clock is held until each was accepted. A failed one is not repeated
 * ("CloudWatch doesn't test or validate the actions", User Guide): it stands in the alarm's history.
 */
export class AlarmActions {
  constructor(
    private readonly clock: Clock,
    private readonly book: AlarmBook,
    private readonly targets: AlarmTargets,
    private readonly where: { readonly region: string; readonly accountId: string },
  ) {}

  execute(change: AlarmChange): void {
    if (!change.alarm.actionsEnabled) return;
    for (const action of change.alarm.definition.actions[change.current.value]) void this.executeOne(action, change);
  }

  private async executeOne(action: string, change: AlarmChange): Promise<void> {
    const release = this.clock.hold();
    const { definition } = change.alarm;
    try {
      await this.deliver(action, change);
      this.book.record(definition, 'Action', `Successfully executed action ${action}`);
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.book.record(definition, 'Action', `Failed to execute action ${action}. Received error: "${why}"`);
    } finally {
      release();
    }
  }

  private deliver(action: string, change: AlarmChange): Promise<void> {
    const alarmArn = change.alarm.definition.arn;
    if (action.split(':')[2] === 'lambda') {
      return this.targets.invoke(action, functionPayload(change, this.where), alarmArn);
    }
    return this.targets.publish(action, topicMessage(change, this.where), alarmArn);
  }
}
