import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { QUALITY_CURSOR } from '../../../contract';
import { DriftState } from '../../../core/quality/drift';
import { nameOf } from '../errors';
import { DynamoDb } from '../ledger-store';
import { Item } from './items';

/** How far windows are worked through: by their labels, and by what they add to the drift. */
export type CursorName = 'labels' | 'drift';

export interface Cursor {
  /** End of the last window that was worked through, milliseconds since 1970. */
  readonly until: number;
  /** What has come of all windows up to there. Written with the end, so that no window is counted twice. */
  readonly drift?: DriftState;
}

const SORT_KEYS: Readonly<Record<CursorName, string>> = { labels: QUALITY_CURSOR, drift: 'DRIFT' };

/** Keeps how far the windows are worked through. */
export class QualityCursors {
  constructor(
    private readonly client: DynamoDb,
    private readonly table: string,
  ) {}

  async read(name: CursorName): Promise<Cursor | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(name), ConsistentRead: true }),
    );
    if (item?.until?.N === undefined) return undefined;
    const drift = item.drift?.S === undefined ? {} : { drift: JSON.parse(item.drift.S) as DriftState };
    return { until: Number(item.until.N), ...drift };
  }

  /** Whether these windows are the caller's to publish: false when somebody else has moved on from `before` first. */
  async claim(name: CursorName, before: number | undefined, { until, drift }: Cursor): Promise<boolean> {
    const isFirst = before === undefined;
    const put = new PutItemCommand({
      TableName: this.table,
      Item: {
        ...keyOf(name),
        until: { N: String(until) },
        ...(drift === undefined ? {} : { drift: { S: JSON.stringify(drift) } }),
      },
      ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : '#until = :before',
      ...(isFirst
        ? {}
        : {
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: { ':before': { N: String(before) } },
          }),
    });
    try {
      await this.client.send(put);
      return true;
    } catch (error) {
      if (nameOf(error) === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }
}

function keyOf(name: CursorName): Item {
  return { pk: { S: QUALITY_CURSOR }, sk: { S: SORT_KEYS[name] } };
}
