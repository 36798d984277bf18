import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Env, QUALITY_CURSOR, QUALITY_NAMESPACE, QualityPrefix, QualitySpec } from '../../contract/index';
import { onlyPartition, ReleaseLedger } from '../../model/ledger';
import { ModelFunction } from '../model-function';

export interface QualityFunctionProps {
  readonly modelName: string;
  readonly logRetention: logs.RetentionDays;
  readonly spec: QualitySpec;
  readonly table: dynamodb.ITable;
}

/** Lambda's own limit is 15 minutes; a million lines take about five (inference: 25 items a call, 8 calls at a time). */
const INGEST_TIMEOUT = Duration.minutes(10);

/** Takes predictions and labels: from objects in the bucket, and by calls of whoever was granted them. */
export class QualityIngestFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: QualityFunctionProps & { readonly bucket: s3.IBucket }) {
    super(scope, id, {
      entry: 'quality-ingest',
      ...props,
      description: `Takes predictions of model ${props.modelName} and their labels`,
      timeout: INGEST_TIMEOUT,
    });
    const { table, bucket, spec } = props;
    this.env(Env.QUALITY, JSON.stringify(spec));
    this.allow(['dynamodb:BatchWriteItem', 'dynamodb:PutItem'], [table.tableArn]);
    this.env(Env.QUALITY_TABLE, table.tableName);
    const objects = Object.values(QualityPrefix).map((prefix) => bucket.arnForObjects(`${prefix}*`));
    this.allow(['s3:GetObject'], objects, { because: 'Whoever puts predictions and labels names their objects' });
  }
}

/** Measures each window when its time for labels is over. */
export class QualityMeasureFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: QualityFunctionProps & { readonly ledger: ReleaseLedger }) {
    super(scope, id, {
      entry: 'quality-measure',
      ...props,
      description: `Measures the quality of model ${props.modelName}'s predictions`,
      timeout: Duration.minutes(5),
      memorySize: 1024, // all predictions of a window are in memory
    });
    const { table, spec, ledger } = props;
    this.env(Env.QUALITY, JSON.stringify(spec));
    this.allow(['dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:GetItem'], [table.tableArn]);
    // It writes nothing but how far it has come.
    this.allow(['dynamodb:PutItem'], [table.tableArn], { conditions: onlyPartition(QUALITY_CURSOR) });
    this.env(Env.QUALITY_TABLE, table.tableName);
    ledger.allowRead(this);
    this.allow(['cloudwatch:PutMetricData'], ['*'], {
      conditions: { StringEquals: { 'cloudwatch:namespace': QUALITY_NAMESPACE } },
      because:
        'PutMetricData knows no resources (CloudWatch, service authorization reference); the namespace is a condition',
    });
  }
}
