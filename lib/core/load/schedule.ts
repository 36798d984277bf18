import { LoadSchedule } from '../../contract/load';

/** Requests of all workers: those due before the time is over, the first at once. */
export function requestsOfStage({ rps, seconds }: Pick<LoadSchedule, 'rps' | 'seconds'>): number {
  return Math.ceil(Number((rps * seconds).toFixed(6))); // 0.1 × 30 is 3.0000000000000004
}

/** Requests of one worker. */
export function requestsOfWorker(schedule: Omit<LoadSchedule, 'startAtMs'>): number {
  return Math.max(0, Math.ceil((requestsOfStage(schedule) - schedule.worker) / schedule.workers));
}

/** Place of a worker's k-th request, from 0 on, in the schedule of all workers. */
export function placeOf({ worker, workers }: Pick<LoadSchedule, 'worker' | 'workers'>, k: number): number {
  return k * workers + worker;
}

/**
 * Milliseconds after the start at which a worker's k-th request is due. Workers interleave: together they send at a constant rate,
 * with no word between them.
 */
export function dueAfterMs(schedule: Pick<LoadSchedule, 'worker' | 'workers' | 'rps'>, k: number): number {
  return (placeOf(schedule, k) * 1000) / schedule.rps;
}
