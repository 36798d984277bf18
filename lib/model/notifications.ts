import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Env } from '../contract/index';
import { ModelFunction } from '../private/model-function';

/** Tells people (SNS) and machines (EventBridge's default bus) about every phase of a release. */
export class ReleaseNotifications extends Construct {
  readonly topic: sns.ITopic;
  private readonly key: kms.IKey | undefined;

  constructor(scope: Construct, id: string, props: { readonly modelName: string; readonly topic?: sns.ITopic }) {
    super(scope, id);
    if (props.topic !== undefined) {
      this.topic = props.topic;
      this.key = props.topic.masterKey;
      return;
    }
    const key = newKey(this, props.modelName);
    this.key = key;
    this.topic = newTopic(this, props.modelName, key);
  }

  /** Lets a function publish phase changes. */
  allow(fn: ModelFunction): void {
    fn.allow(['sns:Publish'], [this.topic.topicArn]);
    if (this.key !== undefined) fn.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn]);
    fn.env(Env.TOPIC_ARN, this.topic.topicArn);
    fn.allow(
      ['events:PutEvents'],
      [Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
    );
    fn.env(Env.EVENT_BUS_NAME, 'default');
  }
}

/** A key of our own: alarms can't publish to a topic under the AWS managed key, whose policy nobody can change. */
function newKey(scope: Construct, modelName: string): kms.Key {
  const key = new kms.Key(scope, 'Key', {
    description: `Release messages of model ${modelName}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY, // nothing at rest is encrypted by it
  });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'], // in a key policy: this key
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return key;
}

/** Asking for TLS replaces SNS's default policy, so the account's alarms have to be admitted again. */
function newTopic(scope: Construct, modelName: string, key: kms.IKey): sns.Topic {
  const topic = new sns.Topic(scope, 'Topic', {
    displayName: `Releases of ${modelName}`,
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}
