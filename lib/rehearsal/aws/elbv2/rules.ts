import type {
  CreateRuleCommandInput,
  DeleteRuleCommandInput,
  DescribeRulesCommandInput,
  ModifyRuleCommandInput,
  Rule,
  RuleCondition,
  SetRulePrioritiesCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, Operation } from '../service';
import { resolveActions } from './actions';
import { requireConditions, routeConditions } from './conditions';
import { requireRange } from './names';
import { onAll, onArns, onCreate } from './permissions';
import { ListenerRecord, RuleRecord } from './records';
import { Elbv2State } from './state';

/** Operations on listener rules. `ModifyRule` on the production rule is the traffic switch of a release. */
export function ruleOperations(state: Elbv2State, changed: () => void): Record<string, Operation> {
  return {
    CreateRule: {
      required: ['ListenerArn', 'Conditions', 'Priority', 'Actions'],
      authorize: (input: CreateRuleCommandInput) =>
        onCreate('CreateRule', input.ListenerArn!, `${ruleArnPrefix(input.ListenerArn!)}/*`, input.Tags),
      handle: (input: CreateRuleCommandInput) => {
        const rule = createRule(state, input);
        changed();
        return { Rules: [describe(rule)] };
      },
    },
    ModifyRule: {
      required: ['RuleArn'],
      authorize: (input: ModifyRuleCommandInput) => onArns('ModifyRule', [input.RuleArn!]),
      handle: (input: ModifyRuleCommandInput) => {
        const rule = modifyRule(state, input);
        changed();
        return { Rules: [describe(rule)] };
      },
    },
    DeleteRule: {
      required: ['RuleArn'],
      authorize: (input: DeleteRuleCommandInput) => onArns('DeleteRule', [input.RuleArn!]),
      handle: (input: DeleteRuleCommandInput) => {
        const rule = notDefault(state.rule(input.RuleArn!), 'delete');
        state.listener(rule.listenerArn).rules.delete(rule.arn);
        state.tags.delete(rule.arn);
        changed();
        return {};
      },
    },
    DescribeRules: {
      authorize: onAll('DescribeRules'),
      handle: (input: DescribeRulesCommandInput) => ({
        Rules: [...selected(state, input)].sort((a, b) => a.priority - b.priority).map(describe),
      }),
    },
    SetRulePriorities: {
      required: ['RulePriorities'],
      authorize: (input: SetRulePrioritiesCommandInput) =>
        onArns(
          'SetRulePriorities',
          input.RulePriorities!.map((pair) => pair.RuleArn ?? ''),
        ),
      handle: (input: SetRulePrioritiesCommandInput) => {
        const rules = setPriorities(state, input);
        changed();
        return { Rules: rules.map(describe) };
      },
    },
  };
}

function createRule(state: Elbv2State, input: CreateRuleCommandInput): RuleRecord {
  const listener = state.listener(input.ListenerArn!);
  const conditions = checkedConditions(input.Conditions!);
  requirePriority(input.Priority!);
  requireFreePriority(listener, input.Priority!);
  const rule: RuleRecord = {
    arn: `${ruleArnPrefix(listener.arn)}/${state.ids.next(16)}`,
    listenerArn: listener.arn,
    priority: input.Priority!,
    conditions,
    actions: resolveActions(state, listener.loadBalancerArn, input.Actions!),
  };
  listener.rules.set(rule.arn, rule);
  state.tags.set(rule.arn, [...(input.Tags ?? [])]);
  return rule;
}

/** "Any properties that you do not specify remain unchanged" (API reference); a list that is given replaces the whole list. */
function modifyRule(state: Elbv2State, input: ModifyRuleCommandInput): RuleRecord {
  const rule = notDefault(state.rule(input.RuleArn!), 'modify');
  const { loadBalancerArn } = state.listener(rule.listenerArn);
  const conditions = input.Conditions === undefined ? rule.conditions : checkedConditions(input.Conditions);
  const actions = input.Actions === undefined ? rule.actions : resolveActions(state, loadBalancerArn, input.Actions);
  rule.conditions = conditions;
  rule.actions = actions;
  return rule;
}

/** All or none: priorities may be swapped in one call. */
function setPriorities(state: Elbv2State, input: SetRulePrioritiesCommandInput): readonly RuleRecord[] {
  const wanted = new Map<RuleRecord, number>();
  for (const { RuleArn, Priority } of input.RulePriorities!) {
    requirePriority(Priority ?? NaN);
    wanted.set(notDefault(state.rule(RuleArn ?? ''), 'set the priority of'), Priority!);
  }
  for (const [rule, priority] of wanted) {
    const others = [...state.listener(rule.listenerArn).rules.values()].filter((other) => other !== rule);
    if (others.some((other) => (wanted.get(other) ?? other.priority) === priority)) throw priorityInUse(priority);
  }
  for (const [rule, priority] of wanted) rule.priority = priority;
  return [...wanted.keys()];
}

function checkedConditions(conditions: readonly RuleCondition[]): readonly RuleCondition[] {
  requireConditions(conditions);
  routeConditions(conditions); // refuses what the router can't match before anything is stored
  return structuredClone(conditions);
}

function requirePriority(priority: number): void {
  requireRange('Priority', priority, 1, 50_000);
}

function requireFreePriority(listener: ListenerRecord, priority: number): void {
  if ([...listener.rules.values()].some((rule) => rule.priority === priority)) throw priorityInUse(priority);
}

function priorityInUse(priority: number): AwsError {
  return new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
}

function notDefault(rule: RuleRecord, verb: string): RuleRecord {
  if (rule.priority !== Infinity) return rule;
  throw new AwsError('OperationNotPermitted', `You cannot ${verb} the default rule '${rule.arn}'`);
}

function selected(state: Elbv2State, input: DescribeRulesCommandInput): readonly RuleRecord[] {
  if ((input.ListenerArn === undefined) === (input.RuleArns === undefined)) {
    throw new AwsError('ValidationError', 'Either a listener ARN or rule ARNs must be specified, not both');
  }
  if (input.RuleArns !== undefined) return input.RuleArns.map((arn) => state.rule(arn));
  return [...state.listener(input.ListenerArn!).rules.values()];
}

function describe(rule: RuleRecord): Rule {
  const isDefault = rule.priority === Infinity;
  return {
    RuleArn: rule.arn,
    Priority: isDefault ? 'default' : String(rule.priority),
    Conditions: structuredClone([...rule.conditions]),
    Actions: structuredClone([...rule.actions]),
    IsDefault: isDefault,
  };
}

/** `…:listener-rule/app/name/id/listenerId` of a listener ARN. */
export function ruleArnPrefix(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':listener-rule/');
}
