import { DRAIN_SECONDS, ecsFixture, TASK_START_MS } from './fixture';

const SETTLED_MS = TASK_START_MS + 5_000; // start, then the first health check at once
const DRAINED_MS = DRAIN_SECONDS * 1000 + 1_000;

describe('service scheduler', () => {
  let fixture = ecsFixture();
  beforeEach(() => (fixture = ecsFixture()));
  afterEach(() => fixture.stop());
  const primary = () => fixture.service().deployments[0];
  const messages = () =>
    fixture
      .service()
      .events.map((event: any) => event.message)
      .join('\n');

  test('starts tasks after the start time, registers them and completes the deployment', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ desiredCount: 2 });
    await fixture.clock.sleep(TASK_START_MS - 1_000);
    expect(fixture.runtime.started).toHaveLength(0);
    await fixture.clock.sleep(6_000);
    expect(fixture.service()).toMatchObject({ runningCount: 2, pendingCount: 0 });
    expect(primary()).toMatchObject({ rolloutState: 'COMPLETED', runningCount: 2, failedTasks: 0 });
    expect(fixture.healthy()).toBe(2);
    expect(messages()).toContain('has reached a steady state');
    const [spec] = fixture.runtime.started;
    expect(spec).toMatchObject({
      image: 'serve',
      containerPort: 8080,
      environment: { MODE: 'test' },
      clusterName: 'models',
    });
    expect(spec.ip).toMatch(/^10\.0\.\d+\.\d+$/);
    expect(new Set(fixture.runtime.started.map((started) => started.ip)).size).toBe(2);
  });

  test('scales out without a new deployment, and in by draining', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ desiredCount: 1 });
    await fixture.clock.sleep(SETTLED_MS);
    fixture.update({ desiredCount: 3 });
    await fixture.clock.sleep(SETTLED_MS);
    expect(primary()).toMatchObject({ rolloutState: 'COMPLETED', runningCount: 3 });
    fixture.update({ desiredCount: 0 });
    expect(fixture.service().runningCount).toBe(0);
    await fixture.clock.sleep(DRAINED_MS - 5_000);
    expect(fixture.runtime.running.size).toBe(3); // requests in flight may end
    await fixture.clock.sleep(5_000);
    expect(fixture.runtime.running.size).toBe(0);
    expect(fixture.call('ListTasks', { cluster: 'models' }).taskArns).toEqual([]);
  });

  test.each(['exit', 'throw'])('tasks that %s while starting trip the circuit breaker after 3', async (behaviour) => {
    fixture.register('fraud-blue', behaviour);
    fixture.create({ desiredCount: 2 });
    await fixture.clock.sleep(10 * 60_000);
    expect(primary()).toMatchObject({ rolloutState: 'FAILED', runningCount: 0 });
    expect(primary().rolloutStateReason).toMatch(/circuit breaker: tasks failed to start/);
    const attempts = fixture.runtime.started.length;
    expect(attempts).toBeGreaterThanOrEqual(3);
    await fixture.clock.sleep(60 * 60_000);
    expect(fixture.runtime.started).toHaveLength(attempts); // a failed deployment starts nothing
  });

  test('a task that becomes healthy sets the failures back to zero', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.runtime.behaviour = () => (fixture.runtime.started.length <= 2 ? 'exit' : 'serve');
    fixture.create();
    await fixture.clock.sleep(2 * TASK_START_MS + 5_000);
    expect(primary()).toMatchObject({ rolloutState: 'IN_PROGRESS', failedTasks: 2 });
    await fixture.clock.sleep(5 * 60_000);
    expect(primary()).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
  });

  test('without circuit breaker a crash loop goes on with growing pauses', async () => {
    fixture.register('fraud-blue', 'exit');
    fixture.create({ desiredCount: 1, deploymentConfiguration: {} });
    await fixture.clock.sleep(10 * 60_000);
    const early = fixture.runtime.started.length;
    await fixture.clock.sleep(10 * 60_000);
    const late = fixture.runtime.started.length - early;
    expect(primary().rolloutState).toBe('IN_PROGRESS');
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(early);
  });

  test('tasks whose target gets unhealthy are stopped, counted and replaced', async () => {
    fixture.register('fraud-blue', 'refuse');
    fixture.create({ desiredCount: 1 });
    await fixture.clock.sleep(TASK_START_MS + 5_000);
    expect(fixture.service().runningCount).toBe(1); // running, but not healthy yet
    expect(primary().rolloutState).toBe('IN_PROGRESS');
    await fixture.clock.sleep(10_000); // 2 failed checks in 10 s
    expect(messages()).toMatch(/unhealthy in \(target-group/);
    expect(primary().failedTasks).toBe(1);
    await fixture.clock.sleep(10 * 60_000);
    expect(primary().rolloutState).toBe('FAILED');
  });

  test('the health check grace period protects a slow task', async () => {
    fixture.register('fraud-blue', 'refuse');
    fixture.create({ desiredCount: 1, healthCheckGracePeriodSeconds: 120 });
    await fixture.clock.sleep(TASK_START_MS + 115_000);
    expect(fixture.service().runningCount).toBe(1);
    expect(primary().failedTasks).toBe(0);
    await fixture.clock.sleep(10_000);
    expect(primary().failedTasks).toBe(1);
  });

  test('a task that crashes is replaced', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ desiredCount: 2 });
    await fixture.clock.sleep(SETTLED_MS);
    const [crashed] = fixture.call('ListTasks', { cluster: 'models' }).taskArns;
    const { ip } = fixture.runtime.started.find((spec) => spec.taskArn === crashed)!;
    fixture.runtime.running.get(ip)!.crash(137);
    await fixture.clock.sleep(1_000);
    const [stopped] = fixture.call('DescribeTasks', { cluster: 'models', tasks: [crashed] }).tasks;
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' });
    expect(stopped.containers[0].exitCode).toBe(137);
    expect(fixture.healthy()).toBe(1);
    await fixture.clock.sleep(SETTLED_MS);
    expect(fixture.healthy()).toBe(2);
  });

  test('a rolling update never has fewer healthy tasks than the minimum', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ desiredCount: 3 });
    await fixture.clock.sleep(SETTLED_MS);
    const before = fixture.service().taskDefinition;
    const after = fixture.register('fraud-blue', 'serve', { cpu: '512', memory: '1024' });
    fixture.update({ taskDefinition: 'fraud-blue' });
    let fewest = Infinity;
    fixture.elbv2.onTargetHealth(() => (fewest = Math.min(fewest, fixture.healthy())));
    expect(fixture.service().deployments.map((deployment: any) => deployment.taskDefinition)).toEqual([after, before]);
    await fixture.clock.sleep(SETTLED_MS);
    expect(primary()).toMatchObject({ rolloutState: 'IN_PROGRESS', runningCount: 3 }); // the old tasks still drain
    await fixture.clock.sleep(DRAINED_MS);
    expect(fewest).toBeGreaterThanOrEqual(3);
    expect(fixture.service()).toMatchObject({ taskDefinition: after, runningCount: 3 });
    expect(fixture.service().deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
  });

  test.each([
    [false, 'FAILED', 1],
    [true, 'COMPLETED', 1],
  ])('a failed update keeps the old tasks; rollback %s ends %s', async (rollback, rolloutState, healthy) => {
    const good = fixture.register('fraud-blue', 'serve');
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback } };
    fixture.create({ deploymentConfiguration });
    await fixture.clock.sleep(SETTLED_MS);
    const bad = fixture.register('fraud-blue', 'exit');
    fixture.update({ taskDefinition: bad });
    await fixture.clock.sleep(20 * 60_000);
    expect(fixture.healthy()).toBe(healthy);
    expect(primary()).toMatchObject({ rolloutState, taskDefinition: rollback ? good : bad });
  });

  test('a rollback that fails as well is not rolled back again', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } });
    await fixture.clock.sleep(SETTLED_MS);
    fixture.runtime.behaviour = () => 'exit';
    for (const task of fixture.runtime.running.values()) task.crash(1);
    fixture.update({ taskDefinition: fixture.register('fraud-blue', 'exit') });
    await fixture.clock.sleep(60 * 60_000);
    const attempts = fixture.runtime.started.length;
    await fixture.clock.sleep(60 * 60_000);
    expect(primary().rolloutState).toBe('FAILED');
    expect(fixture.runtime.started).toHaveLength(attempts);
  });

  test('a task that is no longer wanted before its start time never starts', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create();
    fixture.update({ desiredCount: 0 });
    await fixture.clock.sleep(SETTLED_MS);
    expect(fixture.runtime.started).toEqual([]);
    expect(primary().rolloutState).toBe('COMPLETED');
  });

  test('a task that is no longer wanted while its containers start is stopped and never registered', async () => {
    fixture.register('fraud-blue', 'serve');
    let open = (): void => undefined;
    fixture.runtime.gate = new Promise((resolve) => (open = resolve));
    fixture.create();
    while (fixture.runtime.started.length === 0) await new Promise((resolve) => setImmediate(resolve));
    fixture.update({ desiredCount: 0 });
    open();
    await fixture.clock.sleep(1_000);
    expect(fixture.runtime.running.size).toBe(0);
    const { TargetHealthDescriptions } = fixture.elb('DescribeTargetHealth', {
      TargetGroupArn: fixture.targetGroupArn,
    });
    expect(TargetHealthDescriptions).toEqual([]);
  });

  test('a failed deployment can still be scaled to 0', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create({ desiredCount: 1 });
    await fixture.clock.sleep(SETTLED_MS);
    fixture.update({ taskDefinition: fixture.register('fraud-blue', 'exit') });
    await fixture.clock.sleep(10 * 60_000);
    fixture.update({ desiredCount: 0 });
    await fixture.clock.sleep(DRAINED_MS);
    expect(fixture.runtime.running.size).toBe(0);
    expect(fixture.service().deployments).toHaveLength(1);
  });

  test('a fault may change what a task is started with', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.ecs.faults.onTaskStarting = (spec) => ({ ...spec, image: 'refuse', environment: { MODE: 'broken' } });
    fixture.create();
    await fixture.clock.sleep(SETTLED_MS);
    expect(fixture.runtime.started[0]).toMatchObject({ image: 'refuse', environment: { MODE: 'broken' } });
    expect(fixture.healthy()).toBe(0);
  });

  test('a task stopped by hand is replaced and not counted as failed', async () => {
    fixture.register('fraud-blue', 'serve');
    fixture.create();
    await fixture.clock.sleep(SETTLED_MS);
    const [task] = fixture.call('ListTasks', { cluster: 'models', serviceName: 'fraud-blue' }).taskArns;
    fixture.call('StopTask', { cluster: 'models', task });
    await fixture.clock.sleep(SETTLED_MS + DRAINED_MS);
    expect(fixture.service()).toMatchObject({ runningCount: 1 });
    expect(primary().failedTasks).toBe(0);
    expect(fixture.call('ListTasks', { cluster: 'models' }).taskArns).not.toContain(task);
  });
});
