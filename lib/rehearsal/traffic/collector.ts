import { MetricData } from '../aws/cloudwatch/metric-store';
import { RouteGroup, RouteListener } from '../aws/routing';
import { Clock } from '../clock';
import { isFailure } from './failure';
import { LatencyHistogram } from './latency';
import { LiveTraffic, LiveWindow } from './live-window';
import { groupMetrics, loadBalancerMetrics } from './minute';
import { MinuteCounter } from './minute-counter';
import { Answer, TrafficObserver } from './observer';
import { Hop, Side } from './routes';

const MINUTE_MS = 60_000;

export interface CollectorOptions {
  readonly clock: Clock;
  /** Receives the data of every virtual minute when it is over. */
  readonly ingest: (data: MetricData) => void;
  /** Virtual milliseconds from the end of a minute until its data can be read. @default 0 */
  readonly publishDelayMs?: number;
}

/** Requests that one rule sent to one target. */
export interface TargetTotals {
  readonly ruleArn: string;
  readonly targetGroupArn: string;
  /** Address of the task in the emulated VPC; empty for requests that found no target in the group. */
  readonly ip: string;
  readonly sent: number;
  /** Answered with a failure (see `isFailure`), cut off, given up by the client, or not answered for want of a target. */
  readonly failed: number;
}

type Counted<T> = { -readonly [Key in keyof T]: T[Key] };

/** The load balancer's metrics, and the counts that the rehearsal's view and record need. */
export class TrafficCollector implements TrafficObserver {
  private readonly groups = new Map<string, { readonly group: RouteGroup; readonly counter: MinuteCounter }>();
  private readonly loadBalancer5xx = new Map<string, number>();
  private readonly live = new Map<string, LiveWindow>();
  private readonly targets = new Map<string, Counted<TargetTotals>>();
  private readonly lastSent = new Map<string, number>();
  private readonly responseTimes = new Map<string, LatencyHistogram>();
  private onEmptyGroup: ((side: Side) => void) | undefined;
  private cancelFlush: () => void;
  /** Start of the virtual minute that is being counted. */
  private minuteStart: number;

  constructor(private readonly options: CollectorOptions) {
    this.minuteStart = minuteOf(options.clock.now());
    this.cancelFlush = this.scheduleFlush();
  }

  sent(hop: Hop): void {
    this.totalsOfHop(hop).sent++;
    this.lastSent.set(sideKey(hop.rule.ruleArn, hop.group.targetGroupArn), performance.now());
  }

  /** A group without targets is its version's failure too, though no task got the request. */
  withoutTarget({ rule, group }: Side): void {
    this.totalsOf(rule.ruleArn, group.targetGroupArn, '').failed++;
    this.onEmptyGroup?.({ rule, group });
  }

  /** Calls back for each request that a rule sends to a group without targets. */
  watchEmptyGroups(listener: (side: Side) => void): void {
    this.onEmptyGroup = listener;
  }

  /** Its minute keeps the status that was sent, as ALB's metrics would. */
  brokenOff(hop: Hop): void {
    this.totalsOfHop(hop).failed++;
  }

  /** Counts in the minute in which the answer came, as ALB does (inference: its metrics follow completed requests). */
  answered(listener: RouteListener, answer: Answer, hop?: Hop): void {
    this.flushIfOver();
    if (answer.by === 'load-balancer' && answer.status >= 500) this.countLoadBalancer5xx(listener);
    if (hop === undefined) return;
    const failed = isFailure(answer.status);
    if (failed) this.totalsOfHop(hop).failed++;
    this.minuteOfGroup(hop.group).count(answer);
    this.liveOf(hop.group.targetGroupArn).record(performance.now(), failed, answer.responseTimeMs);
    if (answer.responseTimeMs !== undefined) this.responseTimesOf(hop).record(answer.responseTimeMs);
  }

  /** The last seconds of a target group, in real time. */
  liveTraffic(targetGroupArn: string): LiveTraffic {
    return this.liveOf(targetGroupArn).read(performance.now());
  }

  /** Requests since the beginning, by rule and target. */
  totals(): readonly TargetTotals[] {
    return [...this.targets.values()].map((each) => ({ ...each }));
  }

  /** Answer times of the targets that the rules sent to, in real time, by what came from them; undefined when nothing did. */
  answerTimes(ruleArns: readonly string[], targetGroupArn: string): LatencyHistogram | undefined {
    const times = ruleArns.flatMap((ruleArn) => this.responseTimes.get(sideKey(ruleArn, targetGroupArn)) ?? []);
    if (times.length === 0) return undefined;
    const all = new LatencyHistogram();
    for (const each of times) all.addDistribution(each.distribution());
    return all;
  }

  /** `performance.now()` at which one of the rules last sent a request to the group; undefined when none ever did. */
  lastSentAt(ruleArns: readonly string[], targetGroupArn: string): number | undefined {
    const times = ruleArns.flatMap((ruleArn) => this.lastSent.get(sideKey(ruleArn, targetGroupArn)) ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** Publishes the minute that is running, unfinished as it is, and counts no further minutes. */
  stop(): void {
    this.cancelFlush();
    this.flush();
  }

  /** A timer may be late by what the machine needs; the first answer of a new minute closes the old one. */
  private flushIfOver(): void {
    const minute = minuteOf(this.options.clock.now());
    if (minute === this.minuteStart) return;
    this.cancelFlush();
    this.flush();
    this.minuteStart = minute;
    this.cancelFlush = this.scheduleFlush();
  }

  private scheduleFlush(): () => void {
    return this.options.clock.at(this.minuteStart + MINUTE_MS, () => this.flushIfOver());
  }

  private flush(): void {
    const { ingest, publishDelayMs = 0 } = this.options;
    for (const { group, counter } of this.groups.values()) {
      groupMetrics(group, counter.minute, this.minuteStart, publishDelayMs).forEach(ingest);
    }
    for (const [loadBalancer, count] of this.loadBalancer5xx) {
      loadBalancerMetrics(loadBalancer, count, this.minuteStart, publishDelayMs).forEach(ingest);
    }
    this.groups.clear();
    this.loadBalancer5xx.clear();
  }

  private countLoadBalancer5xx({ loadBalancerFullName }: RouteListener): void {
    this.loadBalancer5xx.set(loadBalancerFullName, (this.loadBalancer5xx.get(loadBalancerFullName) ?? 0) + 1);
  }

  private minuteOfGroup(group: RouteGroup): MinuteCounter {
    const existing = this.groups.get(group.targetGroupArn);
    if (existing !== undefined) return existing.counter;
    const counter = new MinuteCounter();
    this.groups.set(group.targetGroupArn, { group, counter });
    return counter;
  }

  private liveOf(targetGroupArn: string): LiveWindow {
    const existing = this.live.get(targetGroupArn);
    if (existing !== undefined) return existing;
    const window = new LiveWindow();
    this.live.set(targetGroupArn, window);
    return window;
  }

  private responseTimesOf({ rule, group }: Side): LatencyHistogram {
    const key = sideKey(rule.ruleArn, group.targetGroupArn);
    const existing = this.responseTimes.get(key);
    if (existing !== undefined) return existing;
    const times = new LatencyHistogram();
    this.responseTimes.set(key, times);
    return times;
  }

  private totalsOfHop({ rule, group, target }: Hop): Counted<TargetTotals> {
    return this.totalsOf(rule.ruleArn, group.targetGroupArn, target.ip);
  }

  private totalsOf(ruleArn: string, targetGroupArn: string, ip: string): Counted<TargetTotals> {
    const key = `${ruleArn} ${targetGroupArn} ${ip}`;
    const existing = this.targets.get(key);
    if (existing !== undefined) return existing;
    const totals = { ruleArn, targetGroupArn, ip, sent: 0, failed: 0 };
    this.targets.set(key, totals);
    return totals;
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

function sideKey(ruleArn: string, targetGroupArn: string): string {
  return `${ruleArn} ${targetGroupArn}`;
}
