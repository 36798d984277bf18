import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RULE_GONE_ERRORS } from '../../contract';
import { unless } from '../shared/errors';
import { LoadBalancing } from '../shared/listener-rule';

/** Deletes the rule; harmless when it is gone. */
export async function deleteRoute(elb: LoadBalancing, ruleArn: string): Promise<void> {
  await unless(RULE_GONE_ERRORS, elb.send(new DeleteRuleCommand({ RuleArn: ruleArn })));
}
