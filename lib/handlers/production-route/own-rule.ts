import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  Rule,
  Tag as RuleTag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { CustomResourceEvent } from '../shared/custom-resource';
import { LoadBalancing } from '../shared/listener-rule';

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

/** Marks the cohort's rule, which belongs to the same custom resource as the production rule. */
export function cohortOwner({ StackId, LogicalResourceId }: RuleOwner): RuleOwner {
  return { StackId, LogicalResourceId: `${LogicalResourceId}/cohort` };
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
  return isOwnedBy(owner, TagDescriptions[0]?.Tags) ? ruleArn : undefined;
}

function isOwnedBy(owner: RuleOwner, tags: readonly RuleTag[] = []): boolean {
  return ownerTags(owner).every((own) => tags.some(({ Key, Value }) => Key === own.Key && Value === own.Value));
}

/** DescribeTags takes 20 ARNs at most (API reference). */
const MAX_TAGGED = 20;

/** ARN of an owner's rule on a listener, whatever its priority is by now. */
export async function findRuleOf(
  elb: LoadBalancing,
  listenerArn: string,
  owner: RuleOwner,
): Promise<string | undefined> {
  const rules = (await rulesOf(elb, listenerArn)).filter(({ IsDefault }) => IsDefault !== true);
  const arns = rules.flatMap(({ RuleArn }) => RuleArn ?? []);
  for (let from = 0; from < arns.length; from += MAX_TAGGED) {
    const ResourceArns = arns.slice(from, from + MAX_TAGGED);
    const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns }));
    const own = TagDescriptions.find(({ Tags }) => isOwnedBy(owner, Tags));
    if (own !== undefined) return own.ResourceArn;
  }
  return undefined;
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
