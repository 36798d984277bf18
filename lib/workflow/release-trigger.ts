import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { CustomResourceType, DEPLOY_WAITS_SECONDS, ModelReleaseProperties } from '../contract/index';
import { Candidate } from '../hosting/hosted-model';
import { ModelReleaseFunction } from '../private/functions/model-release-function';

export const MAX_WAIT = Duration.seconds(DEPLOY_WAITS_SECONDS);

export interface ReleaseTriggerProps {
  readonly handler: ModelReleaseFunction;
  readonly version: string;
  readonly candidate: Candidate;
  readonly returnAtStart: boolean;
  readonly force: boolean;
  /** Everything that a release works with. */
  readonly after: readonly IDependable[];
}

/** Starts a release when a deploy brings another version: the last resource of the model. */
export function releaseTrigger(scope: Construct, props: ReleaseTriggerProps): CustomResource {
  const properties: ModelReleaseProperties = {
    Version: props.version,
    Content: Stack.of(scope).toJsonString(props.candidate.content),
    Image: props.candidate.image,
    CandidateArn: props.candidate.arn,
    ReturnAtStart: String(props.returnAtStart),
    Force: String(props.force),
  };
  const trigger = new CustomResource(scope, 'Release', {
    resourceType: CustomResourceType.MODEL_RELEASE,
    serviceToken: props.handler.function.functionArn,
    serviceTimeout: MAX_WAIT,
    properties,
  });
  trigger.node.addDependency(...props.after);
  return trigger;
}
