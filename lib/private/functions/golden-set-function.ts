import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Env, EvidencePrefix, GoldenSetSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** Lambda's own limit: a worker sends as many items as it can. */
const TIMEOUT = Duration.minutes(15);

/** Reads golden sets, sends their items to both environments and counts. Decisions are written by the check function. */
export class GoldenSetFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'route'> & {
      readonly specs: readonly GoldenSetSpec[];
      readonly evidence: s3.IBucket;
    },
  ) {
    const { modelName, hosted } = props;
    super(scope, id, {
      entry: 'golden-set',
      modelName,
      logRetention: props.logRetention,
      description: `Sends golden sets to versions of model ${modelName} before they get traffic`,
      timeout: TIMEOUT,
      ...networkTo(hosted.way, scope, id, `Golden sets of model ${modelName}`),
    });
    props.ledger.allowRead(this);
    allowRequests(this, hosted.way);
    for (const { dataset } of props.specs) this.allowDataset(dataset);
    this.allowEvidence(props.evidence, modelName);
  }

  private allowDataset({ bucket, key, encryptionKeyArn }: GoldenSetSpec['dataset']): void {
    this.allow(['s3:GetObject'], [Stack.of(this).formatArn({ ...IN_S3, resource: bucket, resourceName: key })]);
    if (encryptionKeyArn !== undefined) this.allow(['kms:Decrypt'], [encryptionKeyArn]);
  }

  private allowEvidence(bucket: s3.IBucket, modelName: string): void {
    const because = 'Keys are made of the ids of releases';
    const work = bucket.arnForObjects(`${EvidencePrefix.work(modelName)}*`);
    this.allow(['s3:GetObject', 's3:PutObject'], [work], { because });
    this.allow(['s3:PutObject'], [bucket.arnForObjects(`${EvidencePrefix.evidence(modelName)}*`)], { because });
    if (bucket.encryptionKey !== undefined) {
      this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [bucket.encryptionKey.keyArn]);
    }
    this.env(Env.EVIDENCE_BUCKET, bucket.bucketName);
  }
}

/** Names of buckets are unique in a partition, so their ARNs have no region and account. */
const IN_S3 = { service: 's3', region: '', account: '' } as const;
