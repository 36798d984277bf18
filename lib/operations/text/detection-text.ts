import { DetectionPath } from '../../core/detection/detection';
import { SecondsRange } from '../../core/detection/timings';

/** `26-60 s`, or in minutes from three of them on: `4-7.5 min`. */
export function rangeText({ from, to }: SecondsRange): string {
  if (to < 180) return from === to ? `${to} s` : `${from}-${to} s`;
  const [least, most] = [from, to].map((seconds) => Number((seconds / 60).toFixed(1)));
  return `${least}-${most} min`;
}

/** A path and the signals that it has: `gateway alarm (fast-errors, fast-latency)`. */
export function pathText({ path, signals }: Pick<DetectionPath, 'path' | 'signals'>): string {
  return signals.length === 0 || path === 'judge' ? path : `${path} (${signals.join(', ')})`;
}
