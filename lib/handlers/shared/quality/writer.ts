import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import { KnownLabel, Prediction } from '../../../core/quality/joined';
import { withLabel } from '../../../core/quality/label-history';
import { TimedLabel } from '../../../core/quality/records';
import { nameOf } from '../errors';
import { DynamoDb } from '../ledger-store';
import { inTurns } from '../shards/in-turns';
import { Item, labelItem, labelsIn, predictionItem } from './items';

/** Items of one call (BatchWriteItem, API reference). */
const BATCH = 25;

/** Calls under way. */
const AT_A_TIME = 8;

/** Tries of what DynamoDB left over, after 0.1, 0.2, 0.4 … seconds; then the whole event comes again. */
const TRIES = 6;
const FIRST_PAUSE_MS = 100;

export interface WriterOptions {
  readonly client: DynamoDb;
  readonly table: string;
  readonly retentionDays: number;
  /** Milliseconds since 1970. @default - now */
  readonly now?: () => number;
  /** Waits for milliseconds. @default - really */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Writes predictions and labels. All of it may be written again: what is there already stays one. */
export class QualityWriter {
  constructor(private readonly options: WriterOptions) {}

  async writePredictions(predictions: readonly Prediction[]): Promise<void> {
    const items = predictions.map((each) => predictionItem(each, this.options.retentionDays));
    // A call must not name a key twice.
    const byKey = new Map(items.map((item) => [`${item.pk.S} ${item.sk.S}`, item]));
    await inTurns(
      batches([...byKey.values()]),
      AT_A_TIME,
      async () => undefined,
      (batch) => this.writeBatch(batch),
    );
  }

  /**
   * All labels of a prediction stay, so that a correction which comes too late takes nothing away. Those of one prediction are written
   * together: of two with the same time the later one in the list must win, whichever call is faster.
   */
  async writeLabels(labels: readonly TimedLabel[]): Promise<void> {
    const byId = new Map<string, KnownLabel[]>();
    for (const { inferenceId, label, at } of labels) {
      byId.set(inferenceId, [...(byId.get(inferenceId) ?? []), { label, at }]);
    }
    await inTurns(
      [...byId],
      AT_A_TIME,
      async () => undefined,
      ([inferenceId, known]) => this.addLabels(inferenceId, known),
    );
  }

  private async writeBatch(items: readonly Item[]): Promise<void> {
    const { client, table, wait = pause } = this.options;
    let left: WriteRequest[] = items.map((each) => ({ PutRequest: { Item: each } }));
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
      if (left.length === 0) return;
      await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
    throw new Error(
      `DynamoDB must take all predictions, got ${left.length} left over after ${TRIES} tries; they are written when the event comes again`,
    );
  }

  /** One call for the first label, which is nearly always the only one; else what is there comes with the refusal. */
  private async addLabels(inferenceId: string, labels: readonly KnownLabel[]): Promise<void> {
    const { retentionDays, now = Date.now } = this.options;
    let stored: Item | undefined;
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const known = stored === undefined ? [] : labelsIn(stored)[1];
      const item = labelItem(inferenceId, labels.reduce(withLabel, known), now(), retentionDays);
      if (item.labels.S === stored?.labels.S) return;
      try {
        return await this.replaceLabels(item, stored);
      } catch (error) {
        if (nameOf(error) !== 'ConditionalCheckFailedException') throw error;
        stored = (error as ConditionalCheckFailedException).Item;
      }
    }
    throw new Error(
      `a label must be written in ${TRIES} tries, got as many others at the same time; it is written when the event comes again`,
    );
  }

  private async replaceLabels(item: Item, stored: Item | undefined): Promise<void> {
    const { client, table } = this.options;
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: item,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...(stored === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#labels = :before',
              ExpressionAttributeNames: { '#labels': 'labels' },
              ExpressionAttributeValues: { ':before': stored.labels },
            }),
      }),
    );
  }
}

function batches(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}
