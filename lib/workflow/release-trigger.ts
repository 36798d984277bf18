import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { CustomResourceType, ModelReleaseProperties } from '../contract/index';
import { Candidate } from '../hosting/hosted-model';
import { ModelReleaseFunction } from '../private/functions/model-release-function';

/** A custom resource may take 1 h at most; 50 min leave time for the answer (aws-facts 5.1). */
export const MAX_WAIT = Duration.minutes(50);

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
