import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Env } from '../contract/index';
import { ModelFunction } from '../private/model-function';

/** The table that remembers what is live, which release runs, what was rejected and why. Kept when the stack is deleted. */
export class ReleaseLedger extends Construct {
  readonly table: dynamodb.Table;
  private readonly key: kms.IKey | undefined;

  private readonly modelName: string;

  constructor(scope: Construct, id: string, props: { readonly modelName: string; readonly encryptionKey?: kms.IKey }) {
    super(scope, id);
    this.key = props.encryptionKey;
    this.modelName = props.modelName;
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
      ...(this.key === undefined
        ? { encryption: dynamodb.TableEncryption.AWS_MANAGED }
        : { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key }),
    });
  }

  /** Lets an operator read the ledger and its history. */
  grantRead(grantee: iam.IGrantable): iam.Grant {
    const actions = ['dynamodb:GetItem', 'dynamodb:Query'];
    const table = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
    return this.key === undefined ? table : table.combine(this.key.grantDecrypt(grantee));
  }

  /** Lets an operator write into one partition of the table. */
  grantPut(grantee: iam.IGrantable, partition: string): iam.Grant {
    const table = iam.Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:PutItem'],
      resourceArns: [this.table.tableArn],
      conditions: onlyPartition(partition),
    });
    return this.key === undefined ? table : table.combine(this.key.grantEncryptDecrypt(grantee));
  }

  /** Lets a function read the ledger. */
  allowRead(fn: ModelFunction): void {
    fn.allow(['dynamodb:GetItem'], [this.table.tableArn]);
    if (this.key !== undefined) fn.allow(['kms:Decrypt'], [this.key.keyArn]);
    fn.env(Env.LEDGER_TABLE, this.table.tableName);
  }

  /** Lets a function read the ledger and write decisions to it, but no answers to approvals: those are what people write. */
  allow(fn: ModelFunction): void {
    fn.allow(['dynamodb:GetItem'], [this.table.tableArn]);
    fn.allow(['dynamodb:PutItem'], [this.table.tableArn], { conditions: onlyPartition(this.modelName) });
    if (this.key !== undefined) fn.allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], [this.key.keyArn]);
    fn.env(Env.LEDGER_TABLE, this.table.tableName);
  }
}

/** Condition of calls that touch no other partition of the table. */
export function onlyPartition(partition: string): Record<string, Record<string, unknown>> {
  return {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] },
    Null: { 'dynamodb:LeadingKeys': 'false' }, // else the condition holds for a call without any key
  };
}
