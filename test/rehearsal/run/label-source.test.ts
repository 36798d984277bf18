import { Account, JournalEntry } from '../../../lib/rehearsal/aws/account';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { inferenceId, labelSource } from '../../../lib/rehearsal/run/label-source';

const NOON = Date.UTC(2026, 0, 1, 12);
const KEY = 'predictions/gateway-1.jsonl';

let clock: VirtualClock;
let put: { readonly at: number; readonly Key: string; readonly Body: string }[];
beforeEach(() => {
  clock = new VirtualClock(NOON);
  put = [];
});
afterEach(() => clock.stop());

/** Learns of an object that was put with these predictions. */
async function learn(ids: readonly string[], entry: Partial<JournalEntry> = {}): Promise<void> {
  const call = async (_service: string, operation: string, input: any) => {
    if (operation === 'GetObject') {
      return { Body: ids.map((id) => JSON.stringify({ inferenceId: id, prediction: true })).join('\n') };
    }
    put.push({ at: clock.now() - NOON, ...input });
    return {};
  };
  const account = { clock, call } as unknown as Account;
  const byRequest = new Map([
    [0, true],
    [2, false],
  ]);
  const source = labelSource(account, { byRequest, afterMinutes: 20 });
  const input = { Bucket: 'quality', Key: KEY };
  await source({ service: 's3', operation: 'PutObject', input, ...entry } as JournalEntry);
}

test('labels are put when they are known, under the ids of the predictions and beside their object', async () => {
  await learn([inferenceId(0, 0), inferenceId(1, 0), inferenceId(2, 0), inferenceId(0, 1)]);
  expect(put).toEqual([]);
  await clock.sleep(21 * 60_000);
  expect(put).toMatchObject([{ at: 20 * 60_000, Bucket: 'quality', Key: 'labels/gateway-1.jsonl' }]);
  expect(put[0].Body.split('\n').map((line) => JSON.parse(line) as object)).toEqual([
    { inferenceId: '0-0', label: true },
    { inferenceId: '2-0', label: false },
    { inferenceId: '0-1', label: true },
  ]);
});

test.each<[string, readonly string[], Partial<JournalEntry>]>([
  ['requests without a label', ['1-0'], {}],
  ['an object elsewhere', ['0-0'], { input: { Bucket: 'quality', Key: 'labels/1.jsonl' } }],
  ['a put that failed', ['0-0'], { error: { code: 'AccessDenied', message: 'no' } }],
  ['another call', ['0-0'], { operation: 'GetObject' }],
  ['another service', ['0-0'], { service: 'dynamodb' }],
])('fails to put labels for %s', async (_, ids, entry) => {
  await learn(ids, entry);
  await clock.sleep(30 * 60_000);
  expect(put).toEqual([]);
});
