import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BedrockJudgeSpec } from '../contract/index';
import { embeddingModel } from '../core/prompts/judges/embedding-models';
import { foundationModelArn, inferenceProfileArn } from '../private/bedrock-arns';
import { Problems } from '../private/validation';
import { BedrockJudgeProps } from './bedrock-judge-props';

/** Ids of inference profiles begin with where they send to (Bedrock user guide, "Supported Regions and models for inference profiles"). */
const PROFILE = /^(?:us|eu|apac|us-gov|jp|au|global)\.(?=[a-z])/;
const MODEL_ID = /^[a-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[A-Za-z0-9-]+)*$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** What the judge's function is told, and the ARNs that it calls. Throws an error that names everything that is wrong. */
export function bedrockJudge(
  scope: Construct,
  props: BedrockJudgeProps,
): { readonly spec: BedrockJudgeSpec; readonly votesNeeded: number; readonly models: readonly string[] } {
  const { modelId, embeddingModelId, region, profileRegions = [] } = props;
  const votes = props.votes ?? 3;
  const votesNeeded = props.votesNeeded ?? Math.floor(votes / 2) + 1;
  const problems = new Problems();
  problems.text('modelId', modelId, MODEL_ID, 'the id of a model or of an inference profile, not its ARN');
  problems.integer('votes', votes, 1, 9, 'use an odd number');
  problems.integer('votesNeeded', votesNeeded, 1, votes, 'need at most as many votes as are cast');
  problems.text('region', region, REGION, 'a region such as eu-west-1');
  profileRegions.forEach((each) => problems.text('profileRegions', each, REGION, 'regions such as eu-west-1'));
  validateProfile(modelId, profileRegions, problems);
  validateEmbedding(embeddingModelId, problems);
  problems.throwIfAny('Bedrock judge');
  const where = region === undefined ? {} : { region };
  const embedding = embeddingModelId === undefined ? {} : { embeddingModelId };
  return {
    spec: { modelId, ...embedding, ...where, votes },
    votesNeeded,
    models: [
      ...modelArns(scope, modelId, region, profileRegions),
      ...(embeddingModelId === undefined ? [] : [foundationModelArn(scope, embeddingModelId, region)]),
    ],
  };
}

/** Bedrock asks for a permission on the profile, and on the model in each region that it sends to. */
function modelArns(
  scope: Construct,
  modelId: string,
  region: string | undefined,
  profileRegions: readonly string[],
): readonly string[] {
  if (!PROFILE.test(modelId)) return [foundationModelArn(scope, modelId, region)];
  const model = modelId.replace(PROFILE, '');
  const profile = inferenceProfileArn(scope, modelId, region);
  return [profile, ...profileRegions.map((each) => foundationModelArn(scope, model, each))];
}

function validateProfile(modelId: string, profileRegions: readonly string[], problems: Problems): void {
  if (Token.isUnresolved(modelId)) {
    problems.add('modelId must be known at synth, got a token; write the id');
  } else if (modelId.startsWith('global.')) {
    problems.add(
      `modelId must not be a global profile, got "${modelId}"; take one of a geography, whose regions are known`,
    );
  } else if (PROFILE.test(modelId) && profileRegions.length === 0) {
    problems.add(
      `profileRegions must name the regions of profile "${modelId}", got none; Bedrock lists them with the profile`,
    );
  } else if (!PROFILE.test(modelId) && profileRegions.length > 0) {
    problems.add(
      `profileRegions must be left out for "${modelId}", which is no inference profile; name where to ask in region`,
    );
  }
}

function validateEmbedding(embeddingModelId: string | undefined, problems: Problems): void {
  if (embeddingModelId === undefined) return;
  if (embeddingModel(embeddingModelId) !== undefined && !PROFILE.test(embeddingModelId)) return;
  problems.add(
    `embeddingModelId must be amazon.titan-embed-text-… or cohere.embed-…, got "${embeddingModelId}"; judge similarity by others with your own function`,
  );
}
