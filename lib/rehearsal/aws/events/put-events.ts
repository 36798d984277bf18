import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { AwsError, CallContext, Operation } from '../service';
import { Bus } from './bus';
import { eventTime } from './event';
import { isObject } from './pattern';
import { requireDefaultBus } from './rule-operations';

/** Ten entries a call, 256 KiB together (PutEvents, API reference). */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

export function putEventsOperation(bus: Bus): Operation {
  return {
    required: ['Entries'],
    authorize: (input, context) =>
      (input.Entries as readonly PutEventsRequestEntry[]).map((entry) => onBus(entry, context)),
    handle: (input) => {
      const entries: readonly PutEventsRequestEntry[] = input.Entries;
      if (entries.length > MAX_ENTRIES) {
        throw new AwsError('ValidationException', `Entries must have ${MAX_ENTRIES} at most, got ${entries.length}`);
      }
      for (const entry of entries) requireDefaultBus(entry);
      const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (bytes > MAX_BYTES) {
        throw new AwsError(
          'ValidationException',
          `Total size of the entries in the request is over the limit: ${bytes}`,
        );
      }
      const results = entries.map((entry) => putEntry(bus, entry));
      const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
      return { FailedEntryCount, Entries: results };
    },
  };
}

function onBus({ Source = '', DetailType = '' }: PutEventsRequestEntry, { region, accountId }: CallContext) {
  return {
    action: 'events:PutEvents',
    resource: `arn:aws:events:${region}:${accountId}:event-bus/default`,
    context: { 'events:source': Source, 'events:detail-type': DetailType },
  };
}

/** 14 bytes for a time, then the UTF-8 bytes of each member (User Guide, Calculating PutEvents entry size). */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

/** A bad entry fails alone, in the answer; the call succeeds (PutEvents, API reference). */
function putEntry(bus: Bus, entry: PutEventsRequestEntry): PutEventsResultEntry {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[member] === undefined || entry[member] === '') {
      return failed('InvalidArgument', `Parameter ${member} is not valid. Reason: ${member} is a required argument.`);
    }
  }
  if (Source!.startsWith('aws.'))
    return failed('NotAuthorizedForSourceException', `Not authorized for the source ${Source}.`);
  const detail = parseDetail(Detail!);
  if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
  const time = Time === undefined ? {} : { time: eventTime(Time.getTime()) };
  return { EventId: bus.put({ 'detail-type': DetailType!, source: Source!, resources: Resources, detail, ...time }) };
}

function failed(ErrorCode: string, ErrorMessage: string): PutEventsResultEntry {
  return { ErrorCode, ErrorMessage };
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined; // reported in the answer as MalformedDetail
  }
}
