import { PathExpression } from '../../core/compare/path';
import { featureOf } from '../../core/quality/number-of';

/** Features by their names, and where a request has them. */
export type FeaturePaths = readonly (readonly [name: string, path: PathExpression])[];

/** Those of a request that are numbers: nothing else of it is kept. Undefined for a request that is no JSON. */
export function featuresOf(body: Buffer | undefined, paths: FeaturePaths): Record<string, number> | undefined {
  if (body === undefined) return undefined;
  try {
    const request: unknown = JSON.parse(body.toString());
    const numbers = paths.map(([name, path]) => [name, featureOf(path(request))] as const);
    return Object.fromEntries(numbers.filter((each): each is [string, number] => each[1] !== undefined));
  } catch {
    return undefined;
  }
}
