import { AwsError } from '../service';
import { order } from './expression/evaluator';
import { AttributeValue, invalid, Item, typeOf, validateItem } from './item';
import { SortedItems } from './sorted-items';

/** Part of a primary key. */
export interface KeyPart {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface TableDefinition {
  readonly tableName: string;
  readonly arn: string;
  readonly partitionKey: KeyPart;
  readonly sortKey?: KeyPart;
  readonly createdAt: Date;
  readonly deletionProtection: boolean;
  /** What CreateTable was given, for DescribeTable. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** Longest partition key and sort key in bytes (DynamoDB service quotas). */
const MAX_KEY_BYTES = { partition: 2048, sort: 1024 } as const;

/** The items of one table. Items are replaced whole and never changed in place. */
export class Table {
  private readonly items = new Map<string, Item>();
  private readonly partitions = new Map<string, SortedItems>();

  constructor(readonly definition: TableDefinition) {}

  get keyParts(): readonly KeyPart[] {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  }

  get itemCount(): number {
    return this.items.size;
  }

  /** @param key exactly the key attributes */
  get(key: Item): Item | undefined {
    return this.items.get(this.keyOf(key, true));
  }

  put(item: Item): Item | undefined {
    validateItem(item);
    const key = this.keyOf(item, false);
    const old = this.items.get(key);
    const stored = structuredClone(item);
    this.items.set(key, stored);
    this.partitionOf(stored).put(stored);
    return old;
  }

  delete(key: Item): Item | undefined {
    const id = this.keyOf(key, true);
    const old = this.items.get(id);
    this.items.delete(id);
    if (old !== undefined) this.partitionOf(old).delete(old);
    return old;
  }

  /** The item that has the same key as this one. */
  existing(item: Item): Item | undefined {
    return this.items.get(this.keyOf(item, false));
  }

  /** Items of one partition, by ascending sort key. Throws ValidationException for a value of another type than the partition key's. */
  partition(value: AttributeValue): readonly Item[] {
    const { partitionKey } = this.definition;
    if (typeOf(value) !== partitionKey.type) {
      throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
    }
    return this.partitions.get(this.idOf({ [partitionKey.name]: value }, [partitionKey], false))?.all ?? [];
  }

  keyAttributes(item: Item): Item {
    return Object.fromEntries(this.keyParts.map((part) => [part.name, attribute(item, part)]));
  }

  private keyOf(item: Item, exact: boolean): string {
    if (exact && Object.keys(item).length !== this.keyParts.length) throw keyMismatch();
    return this.idOf(item, this.keyParts, exact);
  }

  private idOf(item: Item, parts: readonly KeyPart[], exact: boolean): string {
    return JSON.stringify(parts.map((part) => this.keyValue(item, part, exact)));
  }

  private partitionOf(item: Item): SortedItems {
    const id = this.idOf(item, [this.definition.partitionKey], false);
    const items = this.partitions.get(id) ?? new SortedItems((one, other) => this.sortOrder(one, other));
    this.partitions.set(id, items);
    return items;
  }

  private sortOrder(one: Item, other: Item): number {
    const { sortKey } = this.definition;
    return sortKey === undefined ? 0 : (order(attribute(one, sortKey), attribute(other, sortKey)) ?? 0);
  }

  private keyValue(item: Item, part: KeyPart, exact: boolean): unknown {
    const value = item[part.name];
    if (value === undefined) {
      throw exact
        ? keyMismatch()
        : invalid(`One or more parameter values were invalid: Missing the key ${part.name} in the item`);
    }
    const type = typeOf(value);
    if (type !== part.type) {
      throw exact
        ? keyMismatch()
        : invalid(
            `One or more parameter values were invalid: Type mismatch for key ${part.name} expected: ${part.type} actual: ${type}`,
          );
    }
    this.validateKeyText(part, value[type]);
    return type === 'N' ? Number(value.N) : value[type];
  }

  private validateKeyText(part: KeyPart, content: unknown): void {
    if (typeof content !== 'string') return;
    if (content === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${part.name}`,
      );
    }
    const limit = part === this.definition.partitionKey ? MAX_KEY_BYTES.partition : MAX_KEY_BYTES.sort;
    if (Buffer.byteLength(content) > limit) {
      throw invalid(
        `One or more parameter values were invalid: Size of key ${part.name} has exceeded the maximum size limit of ${limit} bytes`,
      );
    }
  }
}

function attribute(item: Item, part: KeyPart): AttributeValue {
  const value = item[part.name];
  if (value === undefined) throw new Error(`stored item has no key attribute ${part.name}`);
  return value;
}

function keyMismatch(): AwsError {
  return invalid('The provided key element does not match the schema');
}
