import { LatencyHistogram } from './latency';
import { GroupMinute } from './minute';
import { Answer } from './observer';

/** Counts one target group's minute as it passes. */
export class MinuteCounter {
  private requests = 0;
  private connectionErrors = 0;
  private readonly statuses = { 2: 0, 3: 0, 4: 0, 5: 0 };
  private readonly responseTimes = new LatencyHistogram();

  count({ by, status, connectionFailed, responseTimeMs }: Answer): void {
    this.requests++;
    if (connectionFailed === true) this.connectionErrors++;
    if (by !== 'target') return;
    const statusClass = Math.floor(status / 100);
    if (isCounted(statusClass)) this.statuses[statusClass]++;
    if (responseTimeMs !== undefined) this.responseTimes.record(responseTimeMs);
  }

  get minute(): GroupMinute {
    return {
      requests: this.requests,
      statuses: this.statuses,
      connectionErrors: this.connectionErrors,
      responseTimes: this.responseTimes.distribution(),
    };
  }
}

function isCounted(statusClass: number): statusClass is 2 | 3 | 4 | 5 {
  return statusClass >= 2 && statusClass <= 5;
}
