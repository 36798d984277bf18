import { RehearsalCommand } from '../support/rehearsal-command';

jest.setTimeout(120_000);

/** Ending takes some hundred milliseconds, or the second that a stubborn child of the app is given; the rest is for a busy machine. */
const PATIENCE_MS = 10_000;

let command: RehearsalCommand;
beforeEach(() => (command = new RehearsalCommand()));
afterEach(() => command.close());

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Sends the signal and waits for everything to be gone. */
async function endBy(signal: NodeJS.Signals): Promise<number | null> {
  const sent = performance.now();
  command.signal(signal);
  const code = await command.exited;
  expect(performance.now() - sent).toBeLessThan(PATIENCE_MS);
  return code;
}

async function nothingIsLeft(): Promise<void> {
  expect(command.temporaryFiles).toEqual([]);
  await command.until('no process is left', () => command.processes.length === 0);
}

test.each(SIGNALS)('%s while the app is synthesized ends it all with %i', async (signal, code) => {
  command.start('--app', command.endlessApp);
  // For each of two versions the app and its child.
  await command.until('both apps run', () => command.processes.filter((line) => line.includes('-e')).length === 2);
  expect(command.temporaryFiles).toHaveLength(1);
  expect(await endBy(signal)).toBe(code);
  await nothingIsLeft();
});

test.each(SIGNALS)('%s while the app of a plan is synthesized ends it all with %i', async (signal, code) => {
  command.run('plan', '--app', command.endlessApp);
  await command.until('the app runs', () => command.processes.filter((line) => line.includes('-e')).length === 1);
  expect(command.temporaryFiles).toHaveLength(1);
  expect(await endBy(signal)).toBe(code);
  await nothingIsLeft();
});

test.each(SIGNALS.slice(0, 1))('%s in the middle of a release ends it all with %i', async (signal, code) => {
  command.start('--rps', '50');
  await command.until('the bake has begun', () => /phase +baking/.test(command.output));
  expect(command.processes.filter((line) => line.includes('server.mjs'))).toHaveLength(4); // two tasks in each environment
  expect(await endBy(signal)).toBe(code);
  await nothingIsLeft();
});

test('kill -9 while the app is synthesized leaves no process either', async () => {
  command.start('--app', command.endlessApp);
  await command.until('both apps run', () => command.processes.filter((line) => line.includes('-e')).length === 2);
  command.kill();
  await command.until('no process is left', () => command.processes.length === 0);
});

test('fails with what the server wrote when the first version does not come up', async () => {
  command.start('--from', 'broken');
  expect(await command.exited).toBe(1);
  expect(command.output).toMatch(
    /could not be deployed: ROLLBACK_COMPLETE[^]*the model server of broken wrote last:\n/,
  );
  expect(command.output).toContain('no weights for version broken');
  await nothingIsLeft();
});
