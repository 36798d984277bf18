import { RealTimes } from '../../../lib/rehearsal/run/real-times';

test('a steady clock has a real time for each virtual one, also for those before it began', () => {
  const times = new RealTimes(120);
  times.steadyFrom(1_000_000, 5_000);
  expect([1_000_000, 1_120_000, 880_000].map(times.of)).toEqual([5_000, 6_000, 4_000]);
});

test('what a clock jumped over was over when it had jumped', () => {
  const times = new RealTimes(100);
  times.steadyFrom(0, 0);
  times.steadyFrom(1_000_000, 3_000); // jumped from 200 real ms on, and needed 2.8 s for it
  expect([10_000, 900_000, 1_000_000, 1_100_000].map(times.of)).toEqual([100, 3_000, 3_000, 4_000]);
});

test('a clock that runs in real time for a while is as fast as before after it', () => {
  const times = new RealTimes(100);
  times.steadyFrom(0, 0);
  times.steadyFrom(10_000, 100, 1); // in real time for 2 s
  times.steadyFrom(12_000, 2_100);
  expect([5_000, 10_000, 11_000, 12_000, 22_000].map(times.of)).toEqual([50, 100, 1_100, 2_100, 2_200]);
});

test('fails without a beginning', () => {
  expect(() => new RealTimes(1).of(0)).toThrow('call steadyFrom first');
});
