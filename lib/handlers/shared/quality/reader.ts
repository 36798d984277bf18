import { BatchGetItemCommand, KeysAndAttributes, QueryCommand } from '@aws-sdk/client-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import { Prediction } from '../../../core/quality/joined';
import { LabelHistory } from '../../../core/quality/label-history';
import { DynamoDb } from '../ledger-store';
import { Item, labelKey, labelsIn, partitionsOf, predictionIn } from './items';

/** Keys of one call (BatchGetItem, API reference). */
const BATCH = 100;

const TRIES = 6;
const FIRST_PAUSE_MS = 100;

/** Reads predictions and labels. */
export class QualityReader {
  constructor(
    private readonly client: DynamoDb,
    private readonly table: string,
    private readonly wait: (milliseconds: number) => Promise<unknown> = pause,
  ) {}

  /** All predictions of a minute. */
  async predictionsOf(minute: number): Promise<readonly Prediction[]> {
    const parts = await Promise.all(partitionsOf(minute).map((partition) => this.partition(partition)));
    return parts.flat().map(predictionIn);
  }

  /** The labels that are there, by inference id. */
  async labelsOf(inferenceIds: readonly string[]): Promise<ReadonlyMap<string, LabelHistory>> {
    const ids = [...new Set(inferenceIds)];
    const found: Item[] = [];
    for (let start = 0; start < ids.length; start += BATCH) {
      found.push(...(await this.batch(ids.slice(start, start + BATCH).map(labelKey))));
    }
    return new Map(found.map(labelsIn));
  }

  private async partition(partition: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: partition } },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  private async batch(keys: readonly Item[]): Promise<readonly Item[]> {
    const found: Item[] = [];
    let left: KeysAndAttributes | undefined = { Keys: [...keys], ConsistentRead: true };
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, KeysAndAttributes> } =
        await this.client.send(new BatchGetItemCommand({ RequestItems: { [this.table]: left } }));
      found.push(...(answer.Responses?.[this.table] ?? []));
      left = answer.UnprocessedKeys?.[this.table];
      if (left === undefined) return found;
      await this.wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
    throw new Error(
      `DynamoDB must give all labels, got ${left?.Keys?.length} keys left over after ${TRIES} tries; the window is read again by the next run`,
    );
  }
}
