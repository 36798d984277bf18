import { passive } from './passive';
import { ResourceProvider } from './provider';

/**
 * Custom resources of aws-cdk-lib whose handlers call services that the rehearsal does not emulate. Each only tidies up or
 * hardens something passive, so nothing in a rehearsal depends on what it would do:
 * emptying a repository before its deletion, removing the default security group's rules, setting the retention
 * of a log group.
 */
const WITHOUT_EFFECT = ['Custom::ECRAutoDeleteImages', 'Custom::LogRetention', 'Custom::VpcRestrictDefaultSG'];

const withoutEffect = passive({
  physicalId: (_properties, context) => context.physicalName(128),
  attributes: {
    LogGroupName: (_id, properties) => properties.LogGroupName,
  },
});

/** The provider of a custom resource type: `handler` unless the type is one of CDK's own without effect here. */
export function customResourceProvider(type: string, handler: ResourceProvider): ResourceProvider | undefined {
  if (WITHOUT_EFFECT.includes(type)) return withoutEffect;
  const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
  return isCustom ? handler : undefined;
}
