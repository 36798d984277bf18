import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { unless } from '../shared/errors';
import { LoadBalancing } from '../shared/production-rule';

/** Deletes the rule; harmless when it is gone. */
export async function deleteRoute(elb: LoadBalancing, ruleArn: string): Promise<void> {
  await unless(['RuleNotFoundException', 'RuleNotFound'], elb.send(new DeleteRuleCommand({ RuleArn: ruleArn })));
}
