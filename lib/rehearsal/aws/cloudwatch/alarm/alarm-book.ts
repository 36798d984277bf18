import type { AlarmHistoryItem, HistoryItemType, Tag } from '@aws-sdk/client-cloudwatch';
import { Clock } from '../../../clock';
import { AwsError } from '../../service';
import { Alarm, AlarmChange, AlarmDefinition, CompositeAlarmDefinition, StateSnapshot } from './alarm';
import { childrenOf, ruleHolds } from './composite-rule';
import { timestampText } from './reason';

export type AlarmListener = (change: AlarmChange) => void;

/**
 * The alarms of the account. All changes of state pass through `setState`: it tells the listeners once per change, then looks
 * at the composite alarms above.
 */
export class AlarmBook {
  private readonly alarms = new Map<string, Alarm>();
  private readonly tagsByArn = new Map<string, Map<string, string>>();
  private readonly items: AlarmHistoryItem[] = [];
  private readonly listeners = new Set<AlarmListener>();

  constructor(private readonly clock: Clock) {}

  get all(): readonly Alarm[] {
    return [...this.alarms.values()];
  }

  /** Oldest first. */
  get history(): readonly AlarmHistoryItem[] {
    return this.items;
  }

  find(name: string): Alarm | undefined {
    return this.alarms.get(name);
  }

  get(name: string): Alarm {
    const alarm = this.alarms.get(name);
    if (alarm === undefined) throw new AwsError('ResourceNotFound', `alarm ${name} does not exist`, 404);
    return alarm;
  }

  onChange(listener: AlarmListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Creates an alarm in INSUFFICIENT_DATA, or replaces its definition and leaves its state (PutMetricAlarm). */
  put(definition: AlarmDefinition, actionsEnabled: boolean): void {
    const previous = this.alarms.get(definition.name);
    if (previous !== undefined && previous.definition.kind !== definition.kind) {
      throw new AwsError('ValidationError', `alarm ${definition.name} exists as a ${previous.definition.kind} alarm`);
    }
    if (definition.kind === 'composite') this.requireChildren(definition);
    const now = this.clock.now();
    const state = previous?.state ?? initialState(now);
    this.alarms.set(definition.name, { definition, actionsEnabled, state, configuredAt: now });
    const verb = previous === undefined ? 'created' : 'updated';
    this.record(definition, 'ConfigurationUpdate', `Alarm "${definition.name}" ${verb}`);
    if (definition.kind === 'composite') this.evaluateComposite(definition);
  }

  enableActions(name: string, actionsEnabled: boolean): void {
    const alarm = this.get(name);
    this.alarms.set(name, { ...alarm, actionsEnabled });
    const verb = actionsEnabled ? 'enabled' : 'disabled';
    this.record(alarm.definition, 'ConfigurationUpdate', `Alarm actions ${verb} for alarm "${name}"`);
  }

  /** A child of a composite alarm that stays can't go (DeleteAlarms). Unknown names are harmless. */
  delete(names: readonly string[]): void {
    for (const { definition } of this.all) {
      if (definition.kind !== 'composite' || names.includes(definition.name)) continue;
      const used = childrenOf(definition.rule).find((child) => names.includes(child));
      if (used !== undefined) {
        throw new AwsError('ValidationError', `alarm ${used} is part of composite alarm ${definition.name}`);
      }
    }
    for (const name of names) {
      const alarm = this.alarms.get(name);
      if (alarm === undefined) continue;
      this.alarms.delete(name);
      this.tagsByArn.delete(alarm.definition.arn);
      this.record(alarm.definition, 'ConfigurationUpdate', `Alarm "${name}" deleted`);
    }
  }

  /** Puts an alarm into a state. Nothing happens when it is in it already: actions and events are for changes. */
  setState(name: string, next: Omit<StateSnapshot, 'since'>): void {
    const alarm = this.get(name);
    const previous = alarm.state;
    if (previous.value === next.value) return;
    const now = this.clock.now();
    const current: StateSnapshot = { ...next, since: now };
    const changed: Alarm = { ...alarm, state: current };
    this.alarms.set(name, changed);
    const summary = `Alarm updated from ${previous.value} to ${current.value}`;
    this.record(alarm.definition, 'StateUpdate', summary, stateChangeData(previous, current));
    const change = { alarm: changed, previous, current, at: now, wallTime: Date.now() };
    for (const listener of this.listeners) listener(change);
    this.evaluateParentsOf(changed.definition.name);
  }

  record(definition: AlarmDefinition, type: HistoryItemType, summary: string, data?: string): void {
    this.items.push({
      AlarmName: definition.name,
      AlarmType: definition.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      Timestamp: new Date(this.clock.now()),
      HistoryItemType: type,
      HistorySummary: summary,
      ...(data === undefined ? {} : { HistoryData: data }),
    });
  }

  tags(arn: string): Map<string, string> {
    const alarm = this.all.find(({ definition }) => definition.arn === arn);
    if (alarm === undefined) throw new AwsError('ResourceNotFoundException', `${arn} does not exist`, 404);
    const tags = this.tagsByArn.get(arn) ?? new Map<string, string>();
    this.tagsByArn.set(arn, tags);
    return tags;
  }

  tag(arn: string, tags: readonly Tag[]): void {
    const known = this.tags(arn);
    for (const { Key = '', Value = '' } of tags) known.set(Key, Value);
  }

  private requireChildren({ name, rule }: CompositeAlarmDefinition): void {
    for (const child of childrenOf(rule)) {
      if (!this.alarms.has(child)) throw new AwsError('ValidationError', `AlarmRule names the unknown alarm ${child}`);
      if (child === name || this.isAbove(child, name)) {
        throw new AwsError('NotImplemented', `circle of composite alarms through ${name} is not emulated`, 501);
      }
    }
  }

  private isAbove(candidate: string, name: string): boolean {
    const definition = this.alarms.get(candidate)?.definition;
    if (definition?.kind !== 'composite') return false;
    return childrenOf(definition.rule).some((child) => child === name || this.isAbove(child, name));
  }

  private evaluateParentsOf(child: string): void {
    for (const { definition } of this.all) {
      if (definition.kind === 'composite' && childrenOf(definition.rule).includes(child)) {
        this.evaluateComposite(definition, child);
      }
    }
  }

  private evaluateComposite(definition: CompositeAlarmDefinition, trigger?: string): void {
    const value = ruleHolds(definition.rule, (name) => this.find(name)?.state.value) ? 'ALARM' : 'OK';
    const child = trigger === undefined ? undefined : this.get(trigger);
    const reason =
      child === undefined
        ? `${definition.arn} was created and its alarm rule evaluates to ${value}`
        : `${child.definition.arn} transitioned to ${child.state.value} at ${timestampText(child.state.since)}`;
    const reasonData = child === undefined ? undefined : triggeringAlarms(child);
    this.setState(definition.name, { value, reason, ...(reasonData === undefined ? {} : { reasonData }) });
  }
}

function initialState(now: number): StateSnapshot {
  return { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', since: now };
}

function triggeringAlarms({ definition, state }: Alarm): string {
  const child = { arn: definition.arn, state: { value: state.value, timestamp: timestampText(state.since) } };
  return JSON.stringify({ triggeringAlarms: [child] });
}

function stateChangeData(previous: StateSnapshot, current: StateSnapshot): string {
  const describe = ({ value, reason, reasonData }: StateSnapshot): object => ({
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }),
  });
  return JSON.stringify({ version: '1.0', oldState: describe(previous), newState: describe(current) });
}
