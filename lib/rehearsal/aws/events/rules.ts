import { AwsError } from '../service';
import { EventEnvelope } from './event';
import { matchesPattern, PatternObject } from './pattern';

/** A target of a rule, with the members that are emulated. */
export interface RuleTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  /** Left out for a rule that has nothing but a schedule. */
  readonly patternText?: string;
  readonly pattern?: PatternObject;
  readonly scheduleExpression?: string;
  readonly enabled: boolean;
  readonly targets: ReadonlyMap<string, RuleTarget>;
}

/** Targets of one rule (EventBridge quotas). */
const MAX_TARGETS = 5;

/** The rules of the default bus. */
export class Rules {
  private readonly rules = new Map<string, Rule>();

  find(name: string): Rule | undefined {
    return this.rules.get(name);
  }

  get(name: string): Rule {
    const rule = this.rules.get(name);
    if (rule === undefined) {
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    }
    return rule;
  }

  /** Creates a rule or replaces all but its targets. */
  put(rule: Omit<Rule, 'targets'>): void {
    this.rules.set(rule.name, {
      ...rule,
      targets: this.rules.get(rule.name)?.targets ?? new Map<string, RuleTarget>(),
    });
  }

  /** A rule that is gone already is harmless; one with targets stays (DeleteRule, API reference). */
  delete(name: string): void {
    if ((this.rules.get(name)?.targets.size ?? 0) > 0) {
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    }
    this.rules.delete(name);
  }

  putTargets(name: string, targets: readonly RuleTarget[]): void {
    const rule = this.get(name);
    const all = new Map([...rule.targets, ...targets.map((target) => [target.Id, target] as const)]);
    if (all.size > MAX_TARGETS) {
      throw new AwsError('LimitExceededException', `a rule has ${MAX_TARGETS} targets at most, got ${all.size}`);
    }
    this.rules.set(name, { ...rule, targets: all });
  }

  removeTargets(name: string, ids: readonly string[]): void {
    const rule = this.get(name);
    const left = [...rule.targets].filter(([id]) => !ids.includes(id));
    this.rules.set(name, { ...rule, targets: new Map(left) });
  }

  matching(event: EventEnvelope): readonly Rule[] {
    const fields = event as unknown as Readonly<Record<string, unknown>>;
    return [...this.rules.values()].filter(
      (rule) => rule.enabled && rule.pattern !== undefined && matchesPattern(rule.pattern, fields),
    );
  }
}
