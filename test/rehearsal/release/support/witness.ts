import { ReleaseEventDetail } from '../../../../lib/contract';
import { JournalEntry } from '../../../../lib/rehearsal/aws/account';
import { StackResource } from '../../../../lib/rehearsal/deploy';
import { ModelView } from '../../../../lib/rehearsal/run/model-view';
import { Stage } from '../../../../lib/rehearsal/stage';

/** Reads what happened out of the account: who changed the rule, and what people and systems were told. */
export class Witness {
  private readonly entries: ReadonlyMap<string, string>;

  constructor(
    private readonly stage: Stage,
    private readonly model: ModelView,
    resources: readonly StackResource[],
    /** Places in journal and deliveries from which on it counts. */
    private readonly since: { readonly journal: number; readonly deliveries: number } = { journal: 0, deliveries: 0 },
  ) {
    const functions = resources.filter(({ definition }) => definition.Type === 'AWS::Lambda::Function');
    this.entries = new Map(
      functions.map(({ physicalId, properties }) => [physicalId, String(properties.Handler).split('.')[0]]),
    );
  }

  get journal(): readonly JournalEntry[] {
    return this.stage.account.journal.slice(this.since.journal);
  }

  /** Entry (`traffic`, `watch`, …) of a function of the stack by its physical name. */
  entryOf(functionName: string): string | undefined {
    return this.entries.get(functionName);
  }

  /** Entry of the function that made a call; undefined for every other caller. */
  functionOf({ caller }: Pick<JournalEntry, 'caller'>): string | undefined {
    return caller.kind === 'role' ? this.entryOf(caller.session?.split('@')[0] ?? '') : undefined;
  }

  /** Successful changes of the production rule's action, each as who wrote what. */
  get ruleChanges(): readonly string[] {
    return this.succeeded('ModifyRule')
      .filter(({ input }) => input.RuleArn === this.model.ruleArn && input.Actions !== undefined)
      .map((entry) => `${this.functionOf(entry) ?? entry.caller.kind}: ${this.sharesOf(entry.input.Actions[0])}`);
  }

  /** The same without repetitions: two that go back at once may both write what is there already. */
  get moves(): readonly string[] {
    return this.ruleChanges.filter((change, index, all) => change !== all[index - 1]);
  }

  /** Successful changes of where the production rule and that of the cohort lead, in order. */
  get routeChanges(): readonly string[] {
    const { ruleArn, cohortRuleArn } = this.model;
    const names = new Map([
      [ruleArn, 'all'],
      [cohortRuleArn, 'cohort'],
    ]);
    return this.succeeded('ModifyRule')
      .filter(({ input }) => names.has(input.RuleArn) && input.Actions !== undefined)
      .map(({ input }) => `${names.get(input.RuleArn)}: ${this.sharesOf(input.Actions[0])}`);
  }

  /** Phases that EventBridge was told, in order. */
  get events(): readonly string[] {
    return this.succeeded('PutEvents')
      .flatMap(({ input }) => input.Entries as { Detail: string }[])
      .map(({ Detail }) => phaseOf(Detail))
      .filter((phase) => phase !== undefined);
  }

  /** Phases that the topic's subscribers were told, in order. */
  get messages(): readonly string[] {
    return this.stage.sns.deliveries
      .slice(this.since.deliveries)
      .map(({ message }) => phaseOf(message))
      .filter((phase) => phase !== undefined);
  }

  private succeeded(operation: string): readonly (JournalEntry & { readonly input: any })[] {
    return this.journal.filter((entry) => entry.operation === operation && entry.error === undefined);
  }

  private sharesOf(action: any): string {
    const groups: { TargetGroupArn: string; Weight?: number }[] = action.ForwardConfig?.TargetGroups ?? [];
    if (groups.length === 0) return action.Type as string;
    const shareOf = ({ TargetGroupArn, Weight }: { TargetGroupArn: string; Weight?: number }) =>
      `${this.model.environmentOfGroup(TargetGroupArn)} ${Weight ?? 'alone'}`;
    return groups.map(shareOf).join(', ');
  }
}

/** `1.3 baking`; undefined for messages that are not ours (an alarm's). */
function phaseOf(text: string): string | undefined {
  const { version, phase } = JSON.parse(text) as Partial<ReleaseEventDetail>;
  return phase === undefined ? undefined : `${version} ${phase}`;
}
