import { MetricData } from '../aws/cloudwatch/metric-store';
import { HostCounts } from '../aws/elbv2/elbv2';
import { Clock } from '../clock';

const MINUTE_MS = 60_000;

export interface HostCountsPublisherOptions {
  readonly clock: Clock;
  readonly counts: () => readonly HostCounts[];
  readonly ingest: (data: MetricData) => void;
}

/** Publishes HealthyHostCount and UnHealthyHostCount of every target group at each full virtual minute, as ALB does. */
export class HostCountsPublisher {
  private cancel: () => void;

  constructor(private readonly options: HostCountsPublisherOptions) {
    this.cancel = this.schedule();
  }

  stop(): void {
    this.cancel();
  }

  private schedule(): () => void {
    const { clock } = this.options;
    const next = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
    return clock.at(next, () => {
      this.publish(next - MINUTE_MS);
      this.cancel = this.schedule();
    });
  }

  private publish(at: number): void {
    for (const { targetGroup, loadBalancer, healthy, unhealthy } of this.options.counts()) {
      const common = {
        namespace: 'AWS/ApplicationELB',
        dimensions: { TargetGroup: targetGroup, LoadBalancer: loadBalancer },
        at,
      };
      this.options.ingest({ ...common, metricName: 'HealthyHostCount', values: [healthy] });
      this.options.ingest({ ...common, metricName: 'UnHealthyHostCount', values: [unhealthy] });
    }
  }
}
