import { failureThreshold } from '../../../../lib/rehearsal/aws/ecs/circuit-breaker';
import { cpuUnits, memoryMiB, requireFargateSize } from '../../../../lib/rehearsal/aws/ecs/fargate-size';
import { restartDelayMs } from '../../../../lib/rehearsal/aws/ecs/start-backoff';
import { errorCode } from '../../support/call';

test.each([
  [0, 3],
  [1, 3],
  [6, 3],
  [7, 4],
  [25, 13],
  [400, 200],
  [800, 200],
])('the circuit breaker gives %d tasks up after %d failures', (desired, threshold) => {
  expect(failureThreshold(desired)).toBe(threshold);
});

test.each([
  [0, 0],
  [1, 0],
  [2, 10_000],
  [3, 20_000],
  [8, 640_000],
  [20, 1_620_000],
])('after %d failures in a row the next start waits %d ms', (failures, delay) => {
  expect(restartDelayMs(failures)).toBe(delay);
});

test.each([
  ['256', '512'],
  ['256', '2048'],
  ['1024', '8192'],
  ['4096', '30720'],
  ['16384', '122880'],
])('Fargate offers %s CPU with %s MiB', (cpu, memory) => {
  expect(errorCode(() => requireFargateSize(cpu, memory))).toBeUndefined();
});

test.each([
  ['256', '4096'],
  ['1024', '1024'],
  ['1000', '2048'],
  ['8192', '18432'],
  [undefined, '512'],
  ['256', undefined],
])('fails for %s CPU with %s MiB', (cpu, memory) => {
  expect(errorCode(() => requireFargateSize(cpu, memory))).toBe('ClientException');
});

test('sizes in vCPU and GB are converted', () => {
  expect([cpuUnits('.5 vCPU'), cpuUnits('1vcpu'), cpuUnits('256')]).toEqual(['512', '1024', '256']);
  expect([memoryMiB('1GB'), memoryMiB('0.5 GB'), memoryMiB('2048')]).toEqual(['1024', '512', '2048']);
});
