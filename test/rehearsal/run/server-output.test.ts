import { serverOutput } from '../../../lib/rehearsal/run/server-output';

test('the last lines of a server are shown, indented', () => {
  const output = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
  const shown = serverOutput('9.9', output).split('\n');
  expect(shown[0]).toBe('the model server of 9.9 wrote last:');
  expect(shown.slice(1)).toEqual(Array.from({ length: 12 }, (_, line) => `  line ${88 + line}`));
});

test.each(['', '\n'])('nothing is shown of a server that wrote %j', (output) => {
  expect(serverOutput('9.9', output)).toBe('');
});
