import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  Rule,
  Tag as RuleTag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { CustomResourceEvent } from '../shared/custom-resource';
import { LoadBalancing } from '../shared/production-rule';

/** The custom resource that a rule belongs to. Ids of stacks are never used again, so no other stack's rule can look like ours. */
export type RuleOwner = Pick<CustomResourceEvent, 'StackId' | 'LogicalResourceId'>;

/**
 * What marks a rule as ours from its creation on. Nothing else does: the action changes with every release, and anybody may
 * forward to our target groups.
 */
export function ownerTags({ StackId, LogicalResourceId }: RuleOwner): RuleTag[] {
  return [
    { Key: 'cdk-model-bluegreen:stack', Value: StackId },
    { Key: 'cdk-model-bluegreen:resource', Value: LogicalResourceId },
  ];
}

/** ARN of the rule at our priority, if it is ours: an earlier try of the same request, or an earlier template, left it there. */
export async function findOwnRule(
  elb: LoadBalancing,
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string | undefined> {
  const rules = await rulesOf(elb, properties.ListenerArn);
  const ruleArn = rules.find(({ Priority }) => Priority === properties.Priority)?.RuleArn;
  if (ruleArn === undefined) return undefined;
  const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: [ruleArn] }));
  const tags = TagDescriptions[0]?.Tags ?? [];
  const isOwn = ownerTags(owner).every((own) => tags.some(({ Key, Value }) => Key === own.Key && Value === own.Value));
  return isOwn ? ruleArn : undefined;
}

/** All rules of a listener, page by page. */
async function rulesOf(elb: LoadBalancing, ListenerArn: string): Promise<readonly Rule[]> {
  const found: Rule[] = [];
  let Marker: string | undefined;
  do {
    const page = await elb.send(new DescribeRulesCommand({ ListenerArn, Marker }));
    found.push(...(page.Rules ?? []));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return found;
}
