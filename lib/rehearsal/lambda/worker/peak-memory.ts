import { memoryUsage } from 'node:process';

const SAMPLE_MS = 25;
const MEBIBYTE = 1024 * 1024;

/**
 * Watches how much memory this thread holds: its heap, and what stands beside it, buffers above all. The returned function answers the
 * most so far, MB. What Node.js itself needs belongs to the process, which is the rehearsal's: in AWS it comes on top.
 */
export function watchMemory(): () => number {
  let most = 0;
  const sample = (): void => {
    const { heapTotal, external } = memoryUsage();
    most = Math.max(most, heapTotal + external);
  };
  setInterval(sample, SAMPLE_MS).unref();
  return () => {
    sample();
    return Math.ceil(most / MEBIBYTE);
  };
}
