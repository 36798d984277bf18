import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { Story, StoryProps } from '../../../lib/rehearsal/run/story';

const START = Date.UTC(2026, 0, 5, 9);
const LEDGER = {
  ...emptyLedger('fraud'),
  live: { environment: 'blue', version: '1.2' },
} as Ledger;

let clock: VirtualClock;
beforeEach(() => (clock = new VirtualClock(START)));
afterEach(() => clock.stop());

test('an environment without a task is told once, and again when it still has none minutes later', async () => {
  const props = { clock, wall: () => 0, onEntry: () => undefined } as unknown as StoryProps;
  const story = new Story(props, LEDGER);
  for (let request = 0; request < 3; request++) story.foundNoTask('blue');
  story.foundNoTask('green');
  await clock.sleep(5 * 60_000);
  story.foundNoTask('blue');
  expect(story.timeline.map(({ at, kind, text }) => `${at.slice(11, 16)} ${kind} ${text}`)).toEqual([
    '09:00 traffic blue (1.2) has a share of the traffic and no task: its requests are answered with 503',
    '09:00 traffic green (-) has a share of the traffic and no task: its requests are answered with 503',
    '09:05 traffic blue (1.2) has a share of the traffic and no task: its requests are answered with 503',
  ]);
});
