import { isMembers, isText, Members } from './entry';
import { Malformed } from './malformed';

/** Ids of the event: labels are joined by `inferenceId`, the caller's own, where there is one. */
export function eventIdsOf(value: Members): { readonly eventId: string; readonly inferenceId?: string } {
  const metadata = value.eventMetadata;
  if (!isMembers(metadata) || !isText(metadata.eventId)) {
    throw new Malformed('eventMetadata.eventId must be a text; copy the line as SageMaker wrote it');
  }
  const { eventId, inferenceId } = metadata;
  return isText(inferenceId) && inferenceId !== '' ? { eventId, inferenceId } : { eventId };
}
