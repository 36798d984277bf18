import { Activity } from '../../../lib/rehearsal/lambda/activity';
import { runPromptsInRealTime } from '../../../lib/rehearsal/run/real-time-prompts';

function scene() {
  const activityListeners = new Set<(activity: Activity) => void>();
  const clock: string[] = [];
  runPromptsInRealTime(
    { activityListeners },
    {
      isPrompts: (name) => name === 'prompts',
      setRealTime: (isReal) => clock.push(isReal ? 'real' : 'fast'),
    },
  );
  const play = (action: string, kind: Activity['kind'], functionName = 'prompts'): void =>
    activityListeners.forEach((listen) =>
      listen({ functionName, payload: JSON.stringify({ action }), kind } as Activity),
    );
  return { clock, play };
}

test('real time passes from the first worker’s beginning to the last one’s end', () => {
  const { clock, play } = scene();
  play('shard', 'begins');
  play('shard', 'begins');
  play('shard', 'pauses');
  play('shard', 'ends');
  expect(clock).toEqual(['real']);
  play('shard', 'ends');
  expect(clock).toEqual(['real', 'fast']);
});

test.each([
  ['split', 'prompts'],
  ['reduce', 'prompts'],
  ['shard', 'golden-set'],
])('%s of %s is as fast as ever', (action, functionName) => {
  const { clock, play } = scene();
  play(action, 'begins', functionName);
  play(action, 'ends', functionName);
  expect(clock).toEqual([]);
});
