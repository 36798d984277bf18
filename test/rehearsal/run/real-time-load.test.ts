import { Activity } from '../../../lib/rehearsal/lambda/activity';
import { runLoadInRealTime } from '../../../lib/rehearsal/run/real-time-load';

type Kind = Activity['kind'];

/** What the clock was told, and a way to play what functions do. */
function scene() {
  const activityListeners = new Set<(activity: Activity) => void>();
  const clock: string[] = [];
  const told: string[] = [];
  runLoadInRealTime(
    { activityListeners },
    {
      isLoad: (name) => name === 'load',
      setRealTime: (isReal) => clock.push(isReal ? 'real' : 'fast'),
      tell: (text) => told.push(text),
    },
  );
  const play = (action: string, kind: Kind, step: object = { result: null }, functionName = 'load'): void => {
    const outcome = { ok: true, payload: JSON.stringify(step) } as const;
    const activity = { functionName, payload: JSON.stringify({ action }), kind, outcome };
    activityListeners.forEach((listener) => listener(activity));
  };
  const ordered = (workers: readonly number[]) => play('order', 'ends', { result: null, workers });
  return { clock, told, play, ordered };
}

test('real time passes while workers come, and from the beginning of their load to its end', () => {
  const { clock, play, ordered } = scene();
  ordered([0, 1]);
  expect(clock).toEqual(['real']);
  play('send', 'begins');
  play('send', 'pauses');
  play('send', 'begins');
  expect(clock).toEqual(['real']); // one is there, the other on its way
  play('send', 'pauses');
  expect(clock).toEqual(['real', 'fast']);
  play('send', 'goes-on');
  play('send', 'goes-on');
  play('send', 'ends');
  expect(clock).toEqual(['real', 'fast', 'real']);
  play('send', 'ends');
  expect(clock).toEqual(['real', 'fast', 'real', 'fast']);
});

test('what other functions do is of no matter', () => {
  const { clock, play } = scene();
  play('order', 'ends', { result: null, workers: [0] }, 'another');
  expect(clock).toEqual([]);
});

test('workers that died do not keep the clock slow', () => {
  const { clock, play, ordered } = scene();
  ordered([0, 1]);
  play('send', 'begins');
  play('send', 'ends');
  play('count', 'begins');
  expect(clock).toEqual(['real', 'fast']);
});

test('workers that never come keep it slow for a while only', () => {
  jest.useFakeTimers();
  try {
    const { clock, ordered } = scene();
    ordered([0]);
    jest.advanceTimersByTime(20_000);
    expect(clock).toEqual(['real', 'fast']);
  } finally {
    jest.useRealTimers();
  }
});

test('it tells that load is sent, and what came of it', () => {
  const { told, play } = scene();
  play('prepare', 'ends');
  play('count', 'ends', { result: { status: 'PASS', reason: '9 of 9 requests answered' } });
  play('count', 'ends', { result: { status: 'FAIL', reason: 'slow' } });
  expect(told).toEqual([
    'load is sent in real time',
    'load test: PASS, 9 of 9 requests answered, in 0 s of real time',
    'load test: FAIL, in 0 s of real time',
  ]);
});
