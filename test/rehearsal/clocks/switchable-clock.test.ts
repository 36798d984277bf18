import { SwitchableClock } from '../../../lib/rehearsal/clocks/switchable-clock';

const START = Date.UTC(2026, 0, 1);

describe('SwitchableClock', () => {
  test('jumps at first', async () => {
    const clock = new SwitchableClock(START);
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(START + 3_600_000);
    clock.stop();
  });

  test('a timer pending at the switch fires on the new rate, once', async () => {
    const clock = new SwitchableClock(START);
    let fired = 0;
    const release = clock.hold(); // keeps the virtual clock from jumping before the switch
    clock.at(START + 60_000, () => {
      fired++;
    });
    clock.run(1000);
    release();
    await clock.sleep(90_000);
    expect(fired).toBe(1);
    expect(clock.now()).toBeGreaterThanOrEqual(START + 90_000);
    clock.stop();
  });

  test('a timer cancelled after the switch does not fire', async () => {
    const clock = new SwitchableClock(START);
    let fired = 0;
    const release = clock.hold();
    const cancel = clock.at(START + 60_000, () => {
      fired++;
    });
    clock.run(1000);
    cancel();
    release();
    await clock.sleep(90_000);
    expect(fired).toBe(0);
    clock.stop();
  });

  test('time never goes back, and jumps again after running', async () => {
    const clock = new SwitchableClock(START);
    clock.run(1000);
    await clock.sleep(5_000);
    const before = clock.now();
    clock.jump();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    await clock.sleep(86_400_000);
    expect(clock.now()).toBeGreaterThanOrEqual(before + 86_400_000);
    clock.stop();
  });

  test('fails sleeps from before and after a switch when it stops', async () => {
    const clock = new SwitchableClock(START);
    clock.hold();
    const before = clock.sleep(60_000);
    clock.run(1);
    const after = clock.sleep(60_000);
    clock.stop();
    await expect(before).rejects.toThrow('stopped');
    await expect(after).rejects.toThrow('stopped');
  });
});
