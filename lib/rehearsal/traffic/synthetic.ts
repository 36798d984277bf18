import { Random, seededRandom } from '../asl/random';
import { MetricData } from '../aws/cloudwatch/metric-store';
import { RouteGroup, RoutingTable } from '../aws/routing';
import { Clock } from '../clock';
import { Distribution } from './latency';
import { groupMetrics, GroupMinute, loadBalancerMetrics } from './minute';

const MINUTE_MS = 60_000;

/** Values of one minute's response times; 100 of equal weight carry every percentile up to p99. */
const LATENCY_VALUES = 100;

/** z of the normal distribution's 99th percentile. */
const Z99 = 2.3263;

/** How a version behaves, as its metrics show it. */
export interface VersionProfile {
  /** Share of requests answered with 500, 0 to 1. */
  readonly errorRate: number;
  /** Milliseconds of the response time's 50th and 99th percentile; between and beyond them it is log-normal. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Callers whom a rule of their own leads. */
export interface CohortTraffic {
  readonly ruleArn: () => string | undefined;
  /** Of all requests, 0 to 1. */
  readonly share: number;
}

export interface SyntheticTrafficOptions {
  readonly clock: Clock;
  readonly routing: { current(): RoutingTable };
  readonly ingest: (data: MetricData) => void;
  /** The production rule as it is now, whose weights split the requests. */
  readonly ruleArn: () => string;
  /** Callers whom another rule leads, while there is one. */
  readonly cohort?: CohortTraffic;
  readonly requestsPerMinute: number;
  /** Asked every minute for every group that gets requests: what runs there, and how it behaves just now. */
  readonly profile: (group: RouteGroup) => VersionProfile;
  readonly seed: number;
  /** Virtual milliseconds from the end of a minute until its data can be read. @default 0 */
  readonly publishDelayMs?: number;
}

/**
 * Production traffic without HTTP, for whole releases on a virtual clock: at the end of every virtual minute the requests
 * are split by the rules' weights of that moment, and each side's metrics are drawn from its version's profile.
 */
export class SyntheticTraffic {
  private readonly random: Random;
  private cancel: () => void;

  constructor(private readonly options: SyntheticTrafficOptions) {
    this.random = seededRandom(options.seed);
    this.cancel = this.schedule();
  }

  stop(): void {
    this.cancel();
  }

  private schedule(): () => void {
    const { clock } = this.options;
    const minuteStart = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
    return clock.at(minuteStart + MINUTE_MS, () => {
      this.publish(minuteStart);
      this.cancel = this.schedule();
    });
  }

  private publish(at: number): void {
    const { routing, ingest, publishDelayMs = 0 } = this.options;
    const ruleArn = this.options.ruleArn();
    const table = routing.current();
    for (const { group, requests } of this.split(table)) {
      groupMetrics(group, this.drawMinute(group, requests), at, publishDelayMs).forEach(ingest);
    }
    const listener = table.listeners.find(({ rules }) => rules.some((rule) => rule.ruleArn === ruleArn));
    if (listener === undefined) return;
    loadBalancerMetrics(listener.loadBalancerFullName, this.unanswered(table), at, publishDelayMs).forEach(ingest);
  }

  /** Requests by usable group; shares are rounded, so that a weight's share holds within one request. */
  private split(table: RoutingTable): readonly { readonly group: RouteGroup; readonly requests: number }[] {
    return this.shares(table)
      .map(({ arn, share }) => ({
        group: table.groups[arn],
        requests: Math.round(share * this.options.requestsPerMinute),
      }))
      .filter(({ group, requests }) => group !== undefined && group.targets.length > 0 && requests > 0);
  }

  /** Requests whose group has no target: 503 by the load balancer. */
  private unanswered(table: RoutingTable): number {
    const answered = this.split(table).reduce((sum, { requests }) => sum + requests, 0);
    const total = this.shares(table).reduce((sum, { share }) => sum + share, 0) * this.options.requestsPerMinute;
    return Math.max(0, Math.round(total) - answered);
  }

  private shares(table: RoutingTable): readonly GroupShare[] {
    const { ruleArn, cohort } = this.options;
    const cohortArn = cohort?.ruleArn();
    if (cohort === undefined || cohortArn === undefined) return sharesBy(table, ruleArn(), 1);
    const all = [...sharesBy(table, ruleArn(), 1 - cohort.share), ...sharesBy(table, cohortArn, cohort.share)];
    const sumOf = (arn: string) => all.reduce((sum, each) => sum + (each.arn === arn ? each.share : 0), 0);
    return [...new Set(all.map(({ arn }) => arn))].map((arn) => ({ arn, share: sumOf(arn) }));
  }

  private drawMinute(group: RouteGroup, requests: number): GroupMinute {
    const profile = this.options.profile(group);
    const errors = binomial(requests, profile.errorRate, this.random);
    return {
      requests,
      statuses: { 2: requests - errors, 3: 0, 4: 0, 5: errors },
      connectionErrors: 0,
      responseTimes: this.drawLatencies(profile, requests),
    };
  }

  /** Quantiles of the log-normal curve, each off by up to 5 % to either side. */
  private drawLatencies({ p50Ms, p99Ms }: VersionProfile, requests: number): Distribution {
    const spread = Math.log(p99Ms / p50Ms) / Z99;
    const values = Array.from({ length: LATENCY_VALUES }, (_, index) => {
      const noise = 1 + 0.1 * (this.random() - 0.5);
      return p50Ms * Math.exp(spread * normalQuantile((index + 0.5) / LATENCY_VALUES)) * noise;
    });
    return { values, counts: values.map(() => requests / LATENCY_VALUES) };
  }
}

interface GroupShare {
  readonly arn: string;
  /** Of all requests. */
  readonly share: number;
}

/** Where a rule sends its part of all requests. */
function sharesBy(table: RoutingTable, ruleArn: string, part: number): readonly GroupShare[] {
  const rules = table.listeners.flatMap((listener) => listener.rules);
  const action = rules.find((rule) => rule.ruleArn === ruleArn)?.action;
  if (action?.kind !== 'forward') return [];
  const total = action.groups.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  return action.groups.map(({ targetGroupArn, weight }) => ({ arn: targetGroupArn, share: (part * weight) / total }));
}

/** Failures among `trials`, drawn one by one: at most some thousands a minute. */
function binomial(trials: number, probability: number, random: Random): number {
  let failures = 0;
  for (let trial = 0; trial < trials; trial++) if (random() < probability) failures++;
  return failures;
}

/** Tukey's lambda approximation of the standard normal quantile, off by less than 0.01 from p1 to p99. */
function normalQuantile(probability: number): number {
  return 4.91 * (probability ** 0.14 - (1 - probability) ** 0.14);
}
