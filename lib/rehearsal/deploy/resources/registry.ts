import { autoscalingProviders } from './autoscaling';
import { cloudwatchProviders } from './cloudwatch';
import { customResourceProvider } from './custom-resources';
import { dynamodbProviders } from './dynamodb';
import { ec2Providers } from './ec2';
import { ecsProviders } from './ecs';
import { elbv2Providers } from './elbv2';
import { eventsProviders } from './events';
import { iamProviders } from './iam';
import { lambdaProviders } from './lambda';
import { logsProviders } from './logs';
import { passive } from './passive';
import { ResourceProvider, ResourceProviders } from './provider';
import { s3Providers } from './s3';
import { sagemakerProviders } from './sagemaker';
import { snsProviders } from './sns';
import { ssmProviders } from './ssm';
import { statesProviders } from './states';
import { storageProviders } from './storage';

const PROVIDERS: ResourceProviders = {
  ...autoscalingProviders,
  ...cloudwatchProviders,
  ...dynamodbProviders,
  ...ec2Providers,
  ...ecsProviders,
  ...elbv2Providers,
  ...eventsProviders,
  ...iamProviders,
  ...lambdaProviders,
  ...logsProviders,
  ...s3Providers,
  ...sagemakerProviders,
  ...snsProviders,
  ...ssmProviders,
  ...statesProviders,
  ...storageProviders,
  'AWS::CDK::Metadata': passive({ physicalId: (_properties, context) => context.physicalName(128) }),
  'AWS::CloudFormation::WaitConditionHandle': passive({
    physicalId: (_properties, context) => `https://cloudformation-waitcondition.invalid/${context.randomId(32)}`,
  }),
};

/** Finds the provider of a resource type; undefined when the rehearsal does not know the type. */
export type ProviderLookup = (type: string) => ResourceProvider | undefined;

/** @param customHandler provider of custom resources that a function of the template handles */
export function providerLookup(customHandler: ResourceProvider): ProviderLookup {
  return (type) => (Object.hasOwn(PROVIDERS, type) ? PROVIDERS[type] : customResourceProvider(type, customHandler));
}
