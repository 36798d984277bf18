import { JournalEntry } from '../account';

/** Items that a call put, alone or in a transaction, as the wire carries them; none for any other call. */
export function itemsWritten({ service, operation, input }: JournalEntry): readonly any[] {
  if (service !== 'dynamodb') return [];
  const request = input as any;
  if (operation === 'PutItem') return [request.Item];
  if (operation === 'TransactWriteItems') return request.TransactItems.map(({ Put }: any) => Put.Item);
  return [];
}
