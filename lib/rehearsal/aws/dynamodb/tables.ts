import { AwsError, CallContext } from '../service';
import { invalid } from './item';
import { KeyPart, Table } from './table';

/** Members of CreateTable whose effect the emulator would have to fake. */
const NOT_EMULATED = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'StreamSpecification'];

/** The tables of the account. */
export class Tables {
  private readonly tables = new Map<string, Table>();

  create(input: any, context: CallContext): Table {
    const unknown = NOT_EMULATED.find((member) => input[member] !== undefined);
    if (unknown !== undefined) throw new AwsError('NotImplemented', `${unknown} of CreateTable is not emulated`, 501);
    if (!/^[A-Za-z0-9_.-]{3,255}$/.test(input.TableName)) {
      throw invalid(`tableName must have 3 to 255 characters of [A-Za-z0-9_.-], got ${input.TableName}`);
    }
    if (this.tables.has(input.TableName)) {
      throw new AwsError('ResourceInUseException', `Table already exists: ${input.TableName}`);
    }
    const table = new Table({
      tableName: input.TableName,
      arn: tableArn(input.TableName, context),
      ...keySchema(input),
      createdAt: new Date(context.clock.now()),
      deletionProtection: input.DeletionProtectionEnabled === true,
      description: { KeySchema: input.KeySchema, AttributeDefinitions: input.AttributeDefinitions },
    });
    this.tables.set(input.TableName, table);
    return table;
  }

  has(nameOrArn: string): boolean {
    return this.tables.has(tableName(nameOrArn));
  }

  /** By name or ARN. */
  get(nameOrArn: string): Table {
    const table = this.tables.get(tableName(nameOrArn));
    if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  describable(nameOrArn: string): Table {
    const name = tableName(nameOrArn);
    const table = this.tables.get(name);
    if (table === undefined) {
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    }
    return table;
  }

  delete(nameOrArn: string): Table {
    const table = this.describable(nameOrArn);
    if (table.definition.deletionProtection) {
      throw invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    this.tables.delete(table.definition.tableName);
    return table;
  }
}

export function tableArn(nameOrArn: string, { region, accountId }: CallContext): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${tableName(nameOrArn)}`;
}

function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split('/')[1] ?? '') : nameOrArn;
}

function keySchema(input: any): { readonly partitionKey: KeyPart; readonly sortKey?: KeyPart } {
  const partitionKey = keyPart(input, 'HASH');
  const sortKey = keyPart(input, 'RANGE');
  if (partitionKey === undefined) throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (input.AttributeDefinitions.length !== input.KeySchema.length) {
    throw invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  return sortKey === undefined ? { partitionKey } : { partitionKey, sortKey };
}

function keyPart(input: any, keyType: 'HASH' | 'RANGE'): KeyPart | undefined {
  const element = input.KeySchema.find((one: any) => one.KeyType === keyType);
  if (element === undefined) return undefined;
  const definition = input.AttributeDefinitions.find((one: any) => one.AttributeName === element.AttributeName);
  if (definition === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${element.AttributeName}]`,
    );
  }
  return { name: definition.AttributeName, type: definition.AttributeType };
}
