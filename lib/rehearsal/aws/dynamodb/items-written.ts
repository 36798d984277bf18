import { PendingCall } from '../account';

/** Items that a call put, alone or in a transaction, as the wire carries them; none for any other call. */
export function itemsWritten({
  service,
  operation,
  input,
}: Pick<PendingCall, 'service' | 'operation' | 'input'>): readonly any[] {
  if (service !== 'dynamodb') return [];
  const request = input;
  if (operation === 'PutItem') return [request.Item];
  if (operation === 'TransactWriteItems') return request.TransactItems.map(({ Put }: any) => Put.Item);
  return [];
}
