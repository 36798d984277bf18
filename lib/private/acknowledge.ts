import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Tells policy checkers (cdk-nag's AwsSolutions pack) why a finding on this construct, or below it, is meant to be. */
export function acknowledge(scope: Construct, rule: string, because: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason: because });
}

/** Resources of a policy statement that hold a wildcard. */
export function wildcards(scope: Construct, resources: readonly string[]): readonly string[] {
  return resources
    .map((resource) => findingText(Stack.of(scope).resolve(resource)))
    .filter((text) => text.includes('*'));
}

/** Tells why resources of a policy are wildcards; the finding's name holds the resource. */
export function acknowledgeWildcards(scope: Construct, resources: readonly string[], because: string): void {
  for (const resource of wildcards(scope, resources)) acknowledge(scope, `IAM5[Resource::${resource}]`, because);
}

/** A resolved value as cdk-nag names it: references as `<LogicalId>` or `<LogicalId.Attribute>`, joins joined, the rest as JSON. */
function findingText(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (ref !== undefined) return `<${ref}>`;
  if (attribute !== undefined) return `<${attribute.join('.')}>`;
  if (join !== undefined) return join[1].map(findingText).join(join[0]);
  return JSON.stringify(value);
}
