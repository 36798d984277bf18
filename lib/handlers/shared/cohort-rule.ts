import { EnvironmentName, RULE_GONE_ERRORS } from '../../contract';
import { CohortReading } from '../../core/traffic/cohort';
import { unless } from './errors';
import { ListenerRule, RuleReading } from './listener-rule';

/** A cohort's rule that does not exist any more leads nobody anywhere: its callers follow the production rule. */
const GONE = { weights: undefined, isGone: true, isOnlyOn: () => true } as const;

/**
 * The listener rule before the production rule by which chosen callers reach the new version first. A deploy that takes the cohort
 * away deletes it before this function learns of that.
 */
export class CohortRule {
  constructor(private readonly rule: ListenerRule) {}

  async read(): Promise<CohortReading & RuleReading> {
    const reading = await unless(RULE_GONE_ERRORS, this.rule.read());
    return reading === undefined ? GONE : { ...reading, isGone: false };
  }

  async sendTo(environment: EnvironmentName | undefined): Promise<void> {
    await unless(RULE_GONE_ERRORS, this.rule.sendAllTo(environment));
  }
}
