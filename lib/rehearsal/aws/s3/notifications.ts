import { AwsError } from '../service';
import { StoredObject } from './bucket';
import { bucketArn } from './permissions';

/** Hands an event to EventBridge. */
export type EmitEvent = (
  detailType: string,
  source: string,
  detail: Record<string, unknown>,
  resources: readonly string[],
) => void;

/** Whether EventBridge is told of what happens in a bucket; queues, topics and functions that S3 tells itself answer 501. */
export function tellsEventBridge(configuration: object): boolean {
  const others = Object.entries(configuration).filter(
    ([name, value]) => value !== undefined && name !== 'EventBridgeConfiguration',
  );
  if (others.length > 0) {
    throw new AwsError('NotImplemented', `${others[0][0]} of a bucket's notifications is not emulated`, 501);
  }
  return 'EventBridgeConfiguration' in configuration && configuration.EventBridgeConfiguration !== undefined;
}

/** Tells of a new object (S3 user guide, "EventBridge event message structure"); the members that nothing here has are left out. */
export function emitCreated(emit: EmitEvent, bucket: string, { key, content, etag }: StoredObject): void {
  const object = { key, size: content.length, etag: etag.replaceAll('"', '') };
  const detail = { version: '0', bucket: { name: bucket }, object, reason: 'PutObject' };
  emit('Object Created', 'aws.s3', detail, [bucketArn(bucket)]);
}
