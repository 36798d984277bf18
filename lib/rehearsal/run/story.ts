import { EnvironmentName, ENVIRONMENTS, Verdict, Weights } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { JournalEntry } from '../aws/account';
import type { AlarmChange as StateChange } from '../aws/cloudwatch/alarm/alarm';
import { itemsWritten } from '../aws/dynamodb/items-written';
import { RoutingTable } from '../aws/routing';
import { Clock } from '../clock';
import { AlarmNumbers, alarmNumbers } from './alarm-numbers';
import { ModelView } from './model-view';
import { TimelineEntry } from './record';

/** An alarm's change of state, with the real time of it. */
export interface AlarmChange {
  readonly alarmName: string;
  readonly state: string;
  /** Absent for a composite alarm, and for a state that was set by hand. */
  readonly numbers: AlarmNumbers | undefined;
  readonly virtualMs: number;
  readonly wallMs: number;
}

/** The last time that an alarm fired until a moment. */
export function alarmBefore(
  alarms: readonly AlarmChange[],
  name: string | null,
  virtualMs: number,
): AlarmChange | undefined {
  return alarms
    .filter((change) => change.state === 'ALARM' && change.alarmName === name && change.virtualMs <= virtualMs)
    .at(-1);
}

/** A change of the production rule that took effect. */
export interface RuleChange {
  readonly weights: Weights;
  /** `wall` time of the last request to each environment just before the next change; filled in then. */
  lastSentWallMs: Readonly<Record<EnvironmentName, number | undefined>> | undefined;
  readonly virtualMs: number;
  readonly wallMs: number;
}

export interface StoryProps {
  readonly clock: Clock;
  readonly model: ModelView;
  /** Routing table right now. */
  readonly routing: () => RoutingTable;
  /** Real milliseconds that only grow. */
  readonly wall: () => number;
  /** `wall` time of the last production request to an environment. */
  readonly lastSentAt: (environment: EnvironmentName) => number | undefined;
  readonly onEntry: (entry: TimelineEntry) => void;
}

/** Virtual time after which an environment that still has no task is told again. */
const TELL_AGAIN_MS = 5 * 60_000;

/** Watches the account while a release runs, and keeps what the record needs: timeline, rule changes, alarms, ledger. */
export class Story {
  readonly timeline: TimelineEntry[] = [];
  readonly ruleChanges: RuleChange[] = [];
  /** Where each change of the cohort's rule led it. */
  readonly cohortChanges: Weights[] = [];
  readonly alarms: AlarmChange[] = [];
  /** Virtual time at which the fault struck first. */
  faultVirtualMs: number | undefined;
  /** Real time of the same. */
  faultWallMs: number | undefined;
  /** Real time at which a rollback was decided. */
  decidedWallMs: number | undefined;
  /** Real time at which traffic was read back on the stable side. */
  restoredWallMs: number | undefined;
  private readonly toldEmpty = new Map<EnvironmentName, number>();
  private readonly started: number;
  private current: Ledger;
  private lastRelease: ActiveRelease | undefined;
  private readonly listeners = new Set<(ledger: Ledger) => void>();

  constructor(
    private readonly props: StoryProps,
    ledger: Ledger,
  ) {
    this.current = ledger;
    this.started = props.wall();
  }

  /** The ledger as it was written last. */
  get ledger(): Ledger {
    return this.current;
  }

  /** The release that is running, or that ran last, as it was before its lock was freed. */
  get release(): ActiveRelease | undefined {
    return this.lastRelease;
  }

  /** Calls back after every write of the ledger. */
  onLedger(listener: (ledger: Ledger) => void): void {
    this.listeners.add(listener);
  }

  /** The version that an environment runs or is being given. */
  versionOf(environment: EnvironmentName): string {
    const { live, standby, release } = this.current;
    if (release?.environment === environment) return release.version;
    return [live, standby].find((each) => each?.environment === environment)?.version ?? '-';
  }

  /** Observer of the account's calls. */
  readonly onCall = (entry: JournalEntry): void => {
    if (entry.error !== undefined) return;
    for (const item of itemsWritten(entry)) this.onItem(item);
    if (entry.service === 'elasticloadbalancing' && entry.operation === 'ModifyRule') this.onRule(entry.input);
  };

  onAlarm(change: StateChange): void {
    const { name: alarmName } = change.alarm.definition;
    const { value: state } = change.current;
    const numbers = alarmNumbers(change);
    this.alarms.push({ alarmName, state, numbers, virtualMs: this.props.clock.now(), wallMs: this.props.wall() });
    if (state !== 'INSUFFICIENT_DATA') this.tell('alarm', `${alarmName} is ${state}`);
  }

  /** A fault of the rehearsal has begun. */
  strike(text: string): void {
    this.faultVirtualMs ??= this.props.clock.now();
    this.faultWallMs ??= this.props.wall();
    this.tell('fault', text);
  }

  /** A request was an environment's, which has no task to send it to. */
  foundNoTask(environment: EnvironmentName): void {
    const now = this.props.clock.now();
    if (now - (this.toldEmpty.get(environment) ?? -Infinity) < TELL_AGAIN_MS) return;
    this.toldEmpty.set(environment, now);
    const name = `${environment} (${this.versionOf(environment)})`;
    this.tell('traffic', `${name} has a share of the traffic and no task: its requests are answered with 503`);
  }

  tell(kind: TimelineEntry['kind'], text: string): void {
    const entry = {
      at: new Date(this.props.clock.now()).toISOString(),
      wallMs: Math.round(this.props.wall() - this.started),
      kind,
      text,
    };
    this.timeline.push(entry);
    this.props.onEntry(entry);
  }

  /** Notes which requests the last change of the rule still saw; called at the next change and at the end. */
  closeLastChange(): void {
    const last = this.ruleChanges.at(-1);
    if (last === undefined || last.lastSentWallMs !== undefined) return;
    const { lastSentAt } = this.props;
    last.lastSentWallMs = { blue: lastSentAt('blue'), green: lastSentAt('green') };
  }

  private onItem(item: any): void {
    if (item.sk?.S !== 'LEDGER' || item.pk?.S !== this.props.model.name) return;
    const previous = this.current;
    this.current = JSON.parse(item.document.S as string) as Ledger;
    if (this.current.release !== undefined) this.lastRelease = this.current.release;
    this.tellChanges(previous, this.current);
    for (const listener of this.listeners) listener(this.current);
  }

  private tellChanges(previous: Ledger, next: Ledger): void {
    const before = previous.release;
    const after = next.release;
    if (after !== undefined && after.phase !== before?.phase) {
      this.tell('phase', `${after.phase} ${after.version} in ${after.environment}`);
    }
    for (const { reason } of answered(after).slice(answered(before).length)) this.tell('approval', reason);
    if (after?.rollback !== undefined && before?.rollback === undefined) {
      this.decidedWallMs = this.props.wall();
      const { trigger, reason, evidence } = after.rollback;
      this.tell('decision', evidence.beforeStart === true ? reason : `roll back (${trigger}): ${reason}`);
    }
    if (after?.trafficRestoredAt !== undefined && before?.trafficRestoredAt === undefined) {
      this.restoredWallMs = this.props.wall();
    }
    const ended = next.ended[0];
    if (ended !== undefined && ended.releaseId !== previous.ended[0]?.releaseId) {
      const isTold = ended.reason === this.lastRelease?.rollback?.reason;
      this.tell('ledger', `${ended.version} ${ended.outcome}${isTold ? '' : `: ${ended.reason}`}`);
    }
  }

  private onRule(input: any): void {
    if (input.Actions === undefined) return;
    const { ruleArn, cohortRuleArn } = this.props.model;
    if (input.RuleArn === ruleArn) this.onProductionRule();
    if (input.RuleArn === cohortRuleArn) this.onCohortRule();
  }

  private onProductionRule(): void {
    const weights = this.props.model.weights(this.props.routing());
    this.closeLastChange();
    this.ruleChanges.push({
      lastSentWallMs: undefined,
      weights,
      virtualMs: this.props.clock.now(),
      wallMs: this.props.wall(),
    });
    const shares = ENVIRONMENTS.map((name) => `${name} (${this.versionOf(name)}) ${weights[name]}`);
    this.tell('weights', shares.join(', '));
  }

  /** A cohort is led to one environment, or to none. */
  private onCohortRule(): void {
    const weights = this.props.model.cohortWeights(this.props.routing());
    this.cohortChanges.push(weights);
    const led = ENVIRONMENTS.filter((name) => weights[name] > 0).map((name) => `${name} (${this.versionOf(name)})`);
    this.tell('cohort', `led to ${led.length === 0 ? 'no environment' : led.join(' and ')}`);
  }
}

/** Approvals that have an answer. */
function answered(release: ActiveRelease | undefined): readonly Verdict[] {
  return release?.verdicts.filter(({ status, evidence }) => status !== 'PENDING' && 'decision' in evidence) ?? [];
}
