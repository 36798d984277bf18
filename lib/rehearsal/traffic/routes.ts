import { RouteAction, RouteGroup, RouteListener, RouteRule, RouteTarget, RoutingTable } from '../aws/routing';
import { WeightedChoice } from './choice';
import { matchingRule, RequestHead } from './matching';
import { Stickiness } from './stickiness';

/** One request's way: where it came in, by which rule, and to which target it goes. */
export interface Hop {
  readonly listener: RouteListener;
  readonly rule: RouteRule;
  readonly group: RouteGroup;
  readonly target: RouteTarget;
  /** What the answer sets so that its caller comes back to the group. */
  readonly cookie?: string;
}

/** A rule and the target group that it chose. */
export type Side = Pick<Hop, 'rule' | 'group'>;

/** What becomes of a request. */
export type Route =
  | { readonly kind: 'target'; readonly hop: Hop }
  | { readonly kind: 'fixed'; readonly action: Extract<RouteAction, { kind: 'fixed' }> }
  /** No usable target, or no listener any more: answered 503. */
  | { readonly kind: 'unavailable'; readonly side?: Side };

/** Decides where requests go. Keeps what has to outlive a table: whose turn it is. */
export class RouteChooser {
  private readonly choices = new Map<string, WeightedChoice>();
  private readonly turns = new Map<string, number>();

  private readonly stickiness: Stickiness;

  /** @param now milliseconds of the rehearsal's clock */
  constructor(
    private readonly seed: number,
    now: () => number,
  ) {
    this.stickiness = new Stickiness(now);
  }

  /** The table is read once, so one request never sees two of them. */
  choose(table: RoutingTable, listenerArn: string, head: RequestHead): Route {
    const listener = table.listeners.find((each) => each.listenerArn === listenerArn);
    const rule = listener === undefined ? undefined : matchingRule(listener.rules, head);
    if (listener === undefined || rule === undefined) return { kind: 'unavailable' };
    const { action } = rule;
    if (action.kind === 'fixed') return { kind: 'fixed', action };
    const before = this.stickiness.groupOf(action, head);
    const group = before === undefined ? this.chooseGroup(table, rule.ruleArn, action.groups) : table.groups[before];
    const target = group === undefined ? undefined : this.chooseTarget(group);
    // A chosen group without a target answers 503: weighted groups don't fail over (guide, "Rule action types").
    if (group === undefined) return { kind: 'unavailable' };
    if (target === undefined) return { kind: 'unavailable', side: { rule, group } };
    const cookie = this.stickiness.cookieFor(action, group.targetGroupArn);
    return { kind: 'target', hop: { listener, rule, group, target, ...(cookie === undefined ? {} : { cookie }) } };
  }

  private chooseGroup(
    table: RoutingTable,
    ruleArn: string,
    groups: readonly { readonly targetGroupArn: string; readonly weight: number }[],
  ): RouteGroup | undefined {
    let choice = this.choices.get(ruleArn);
    if (choice === undefined) {
      choice = new WeightedChoice(this.seed);
      this.choices.set(ruleArn, choice);
    }
    const index = choice.next(groups.map((group) => group.weight));
    return index === undefined ? undefined : table.groups[groups[index].targetGroupArn];
  }

  /** Round robin, ALB's default algorithm. */
  private chooseTarget(group: RouteGroup): RouteTarget | undefined {
    if (group.targets.length === 0) return undefined;
    const turn = this.turns.get(group.targetGroupArn) ?? 0;
    this.turns.set(group.targetGroupArn, turn + 1);
    return group.targets[turn % group.targets.length];
  }
}
