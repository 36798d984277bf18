import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { GATEWAY_CONTAINER, GatewayEnv, QualityPrefix } from '../../contract/index';
import { acknowledgeWildcards } from '../../private/acknowledge';
import { GatewaySettingsParameter } from './settings-parameter';

/** What gateways keep of their answers. */
export interface CaptureSpec {
  readonly predictionPath?: string;
  readonly scorePath?: string;
  /** Features of the requests, and where requests have them. */
  readonly features?: Readonly<Record<string, string>>;
  readonly percent: number;
}

const VARIABLES = [
  GatewayEnv.PREDICTIONS_BUCKET,
  GatewayEnv.PREDICTIONS_PATH,
  GatewayEnv.PREDICTIONS_SCORE_PATH,
  GatewayEnv.PREDICTIONS_FEATURES,
  GatewayEnv.PREDICTIONS_PERCENT,
];

/** Where the gateways of two environments may differ: what is kept of predictions is no part of a version. */
export const CAPTURE_DIFFERENCES: readonly string[] = VARIABLES.map(
  (name) => `containers.${GATEWAY_CONTAINER}.environment.${name}`,
);

/** Has all gateways of a model put predictions into a bucket, and lets them. */
export function capturePredictions(
  { gateways }: GatewaySettingsParameter,
  bucket: s3.IBucket,
  { predictionPath, scorePath, features, percent }: CaptureSpec,
): void {
  for (const { container } of gateways) {
    container.addEnvironment(GatewayEnv.PREDICTIONS_BUCKET, bucket.bucketName);
    if (predictionPath !== undefined) container.addEnvironment(GatewayEnv.PREDICTIONS_PATH, predictionPath);
    if (scorePath !== undefined) container.addEnvironment(GatewayEnv.PREDICTIONS_SCORE_PATH, scorePath);
    if (features !== undefined) container.addEnvironment(GatewayEnv.PREDICTIONS_FEATURES, JSON.stringify(features));
    container.addEnvironment(GatewayEnv.PREDICTIONS_PERCENT, String(percent));
  }
  const resourceArns = [bucket.arnForObjects(`${QualityPrefix.PREDICTIONS}*`)];
  for (const taskDefinition of new Set(gateways.map((gateway) => gateway.taskDefinition))) {
    iam.Grant.addToPrincipal({ grantee: taskDefinition.taskRole, actions: ['s3:PutObject'], resourceArns });
    acknowledgeWildcards(taskDefinition, resourceArns, 'Names of objects with predictions are made by the gateways');
  }
}
