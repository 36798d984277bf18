import { getHeapStatistics } from 'node:v8';

const SAMPLE_MS = 25;
const MEBIBYTE = 1024 * 1024;

/**
 * Watches how much memory this thread holds: its heap, and what stands beside it, buffers above all. The returned function answers the
 * most so far, MB. What Node.js itself needs belongs to the process, which is the rehearsal's: in AWS it comes on top.
 */
export function watchMemory(): () => number {
  let most = 0;
  const sample = (): void => {
    const { total_heap_size, external_memory } = getHeapStatistics(); // a twentieth of what `process.memoryUsage` takes
    most = Math.max(most, total_heap_size + external_memory);
  };
  setInterval(sample, SAMPLE_MS).unref();
  return () => {
    sample();
    return Math.ceil(most / MEBIBYTE);
  };
}
