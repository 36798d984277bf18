import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { Network } from '../../../lib/rehearsal/network';
import { ModelCommand, ProcessTaskRuntime, ProcessTaskRuntimeProps } from '../../../lib/rehearsal/processes';
import { ask, eventually, isAlive, nodeCommand, PROGRAMS, taskSpec } from './models';

const runtimes: ProcessTaskRuntime[] = [];

function stage(command: ModelCommand, options: Partial<ProcessTaskRuntimeProps> = {}) {
  const clock = new VirtualClock(0);
  const network = new Network();
  const runtime = new ProcessTaskRuntime({ clock, network, commandFor: () => command, ...options });
  runtimes.push(runtime);
  return { clock, network, runtime };
}

afterEach(async () => {
  for (const runtime of runtimes.splice(0)) {
    runtime.kill(() => true);
    await runtime.stopAll();
  }
});

describe('environment of a model process', () => {
  test("the container's variables, stronger ones of the command, then the address", async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.serve, { LEVEL: 'command', PORT: '1' }));
    const spec = taskSpec({ environment: { LEVEL: 'container', THRESHOLD: '0', HOST: '0.0.0.0' } });
    await runtime.start(spec);
    const { env, cwd } = await ask(network, spec);
    expect(env).toMatchObject({
      LEVEL: 'command',
      THRESHOLD: '0',
      HOST: '127.0.0.1',
      PORT: String(network.resolve(spec.ip, 8080)),
      PATH: process.env.PATH,
    });
    expect(cwd).toBe(__dirname);
  });

  test("the rehearsal's AWS credentials stay with it", async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.serve));
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    const spec = taskSpec({ environment: { AWS_REGION: 'eu-west-1' } });
    await runtime.start(spec).finally(() => delete process.env.AWS_SECRET_ACCESS_KEY);
    const { env } = await ask(network, spec);
    expect(Object.entries(env).filter(([name]) => name.startsWith('AWS_'))).toEqual([['AWS_REGION', 'eu-west-1']]);
  });

  test('the command is chosen by task and told its port', async () => {
    const seen: unknown[] = [];
    const commandFor: ProcessTaskRuntimeProps['commandFor'] = (spec, port) => {
      seen.push([spec.image, port]);
      return nodeCommand(PROGRAMS.serve);
    };
    const { network, runtime } = stage(nodeCommand(PROGRAMS.serve), { commandFor });
    const spec = taskSpec({ image: 'fraud:9' });
    await runtime.start(spec);
    expect(seen).toEqual([['fraud:9', network.resolve(spec.ip, 8080)]]);
  });
});

describe('start', () => {
  test('two tasks at once listen on two ports', async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.serve));
    const specs = [taskSpec(), taskSpec()];
    await Promise.all(specs.map((spec) => runtime.start(spec)));
    const [first, second] = await Promise.all(specs.map((spec) => ask(network, spec)));
    expect(first.pid).not.toBe(second.pid);
  });

  test('holds a virtual clock until the server listens', async () => {
    const { clock, network, runtime } = stage(nodeCommand(PROGRAMS.serve));
    const spec = taskSpec();
    let reachableAfterHour: unknown;
    const hour = clock.sleep(3_600_000).then(async () => (reachableAfterHour = await ask(network, spec)));
    await runtime.start(spec);
    await hour;
    expect(reachableAfterHour).toBeDefined();
  });

  test('resolves after the timeout when the server never listens, and leaves it running', async () => {
    const { runtime } = stage(nodeCommand(PROGRAMS.idle), { readyTimeoutMs: 200 });
    const begun = performance.now();
    const task = await runtime.start(taskSpec());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(195);
    expect(await Promise.race([task.exited, Promise.resolve('runs')])).toBe('runs');
  });

  test('resolves when the server ends before it listens, with its code and last words', async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.broken));
    const spec = taskSpec();
    const task = await runtime.start(spec);
    expect(await task.exited).toEqual({ code: 3 });
    expect(runtime.lastOutput((each) => each === spec)).toBe('no weights found\n');
    expect(network.resolve(spec.ip, 8080)).toBeUndefined();
  });

  test('the newest task that wrote something is asked for its output', async () => {
    const silentSinceSecond = `if (process.env.TASK !== '3') console.log(process.env.TASK)`;
    const { runtime } = stage(nodeCommand(silentSinceSecond));
    for (const TASK of ['1', '2', '3']) await (await runtime.start(taskSpec({ environment: { TASK } }))).exited;
    expect(runtime.lastOutput(() => true)).toBe('2\n');
    expect(runtime.lastOutput(({ environment }) => environment.TASK === '1')).toBe('1\n');
  });

  test.each([
    [
      'program',
      { command: ['/no/such/program'], cwd: __dirname, env: {} },
      /program.*"\/no\/such\/program".*ENOENT.*"model.command"/,
    ],
    ['folder', { command: ['node'], cwd: '/no/such/folder', env: {} }, /folder.*\/no\/such\/folder.*"model.cwd"/],
  ])('fails when the %s does not exist, and frees the clock', async (_, command, message) => {
    const { clock, network, runtime } = stage(command);
    const spec = taskSpec();
    await expect(runtime.start(spec)).rejects.toThrow(message);
    expect(runtime.lastOutput(() => true)).toMatch(message);
    expect(network.entries()).toEqual({});
    await clock.sleep(3_600_000); // a clock still held would take an hour
  });

  test('fails after stopAll', async () => {
    const { runtime } = stage(nodeCommand(PROGRAMS.serve));
    await runtime.stopAll();
    await expect(runtime.start(taskSpec())).rejects.toThrow('the rehearsal is stopping');
  });
});

describe('the end of a task', () => {
  test('stop lets the server end by itself; its address is gone', async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.polite));
    const spec = taskSpec();
    const task = await runtime.start(spec);
    expect(network.resolve(spec.ip, 8080)).toBeDefined();
    await task.stop();
    expect(await task.exited).toEqual({ code: 7 });
    expect(network.resolve(spec.ip, 8080)).toBeUndefined();
    await task.stop(); // harmless
  });

  test('stop kills a server that ignores SIGTERM, after the grace time', async () => {
    const { runtime } = stage(nodeCommand(PROGRAMS.stubborn));
    const spec = taskSpec();
    const task = await runtime.start(spec);
    const begun = performance.now();
    await task.stop(150);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
    expect(await task.exited).toEqual({ code: null });
    expect(runtime.lastOutput((each) => each === spec)).toBe('no\n');
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('workers end with a server that got %s', async (signal) => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.parent));
    const spec = taskSpec();
    const task = await runtime.start(spec);
    const { worker, pid } = await ask(network, spec);
    process.kill(pid, signal); // the server alone
    await task.exited;
    await eventually(() => !isAlive(worker));
  });

  test.each([
    ['service name', 'fraud-blue', 2],
    ['environment', 'blue', 2],
    ['the other environment', 'green', 1],
    ['a part of a name', 'lue', 0],
  ])('kill by %s', async (_, name, killed) => {
    const { runtime } = stage(nodeCommand(PROGRAMS.idle), { readyTimeoutMs: 0 });
    const services = ['fraud-blue', 'fraud-blue', 'fraud-green'];
    const tasks = await Promise.all(services.map((serviceName) => runtime.start(taskSpec({ serviceName }))));
    let ended = 0;
    for (const task of tasks) void task.exited.then(({ code }) => (ended += code === null ? 1 : 0));
    expect(runtime.kill(name)).toBe(killed);
    await eventually(() => ended === killed);
    expect(runtime.kill(() => true)).toBe(3 - killed);
  });

  test('stopAll ends every process', async () => {
    const { network, runtime } = stage(nodeCommand(PROGRAMS.parent));
    const specs = [taskSpec(), taskSpec()];
    await Promise.all(specs.map((spec) => runtime.start(spec)));
    const answers = await Promise.all(specs.map((spec) => ask(network, spec)));
    await runtime.stopAll();
    expect(network.entries()).toEqual({});
    await eventually(() => answers.every(({ pid, worker }) => !isAlive(pid) && !isAlive(worker)));
  });

  test('only the last output is kept', async () => {
    const chatty = `for (let i = 0; i < 1000; i++) console.log('line ' + i)`;
    const { runtime } = stage(nodeCommand(chatty), { outputLimit: 9 });
    const spec = taskSpec();
    await (
      await runtime.start(spec)
    ).exited;
    expect(runtime.lastOutput((each) => each === spec)).toBe('line 999\n');
    expect(runtime.lastOutput(() => false)).toBe('');
  });
});
