import { GatewayEnv } from '../../contract/gateway';
import { compilePath, PathExpression } from '../../core/compare/path';
import { Origin } from '../aws/origin';
import { FeaturePaths } from '../predictions/features';
import { VariableReader } from './variables';

/** Which predictions are kept, and where. */
export interface PredictionsConfig {
  readonly bucket: string;
  /** Where an answer has its prediction and its score; one of them at least. */
  readonly predictionPath: PathExpression | undefined;
  readonly scorePath: PathExpression | undefined;
  /** What is kept of requests. */
  readonly features: FeaturePaths;
  /** Share of the answers, above 0 to 100. */
  readonly percent: number;
  /** Between two objects. */
  readonly everyMs: number;
  /** Of S3. */
  readonly origin: Origin;
}

/** Objects a minute and gateway cost little then, and no label comes sooner. */
export const DEFAULT_PREDICTIONS_MS = 10_000;

const FEATURES = GatewayEnv.PREDICTIONS_FEATURES;

export function readPredictions(reader: VariableReader, origin: Origin): PredictionsConfig | undefined {
  const bucket = reader.optional(GatewayEnv.PREDICTIONS_BUCKET);
  if (bucket === undefined) return undefined;
  const pathOf = (name: string) => {
    const text = reader.optional(name);
    return text === undefined ? undefined : reader.parsed(name, text, compilePath);
  };
  return {
    bucket,
    predictionPath: pathOf(GatewayEnv.PREDICTIONS_PATH),
    scorePath: pathOf(GatewayEnv.PREDICTIONS_SCORE_PATH),
    features: reader.parsed(FEATURES, reader.optional(FEATURES) ?? '{}', featurePaths) ?? [],
    percent: Number(reader.optional(GatewayEnv.PREDICTIONS_PERCENT) ?? 100),
    everyMs: reader.integer(GatewayEnv.PREDICTIONS_MS, DEFAULT_PREDICTIONS_MS, 10, 60_000),
    origin,
  };
}

function featurePaths(text: string): FeaturePaths {
  const paths = JSON.parse(text) as Readonly<Record<string, string>>;
  return Object.entries(paths).map(([name, path]) => [name, compilePath(path)]);
}
