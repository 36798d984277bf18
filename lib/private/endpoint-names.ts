import { Stack, Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** Path of the construct that has an endpoint, by where and what it is, for each stage or app. */
const CLAIMED = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Takes names of SageMaker endpoints for a model. Throws when another construct of the same stage, in the same account and region,
 * has one of them: each model would take the endpoint for its own. Their case does not count ("The name is case-insensitive in
 * CreateEndpoint", API reference, from memory).
 */
export function claimEndpoints(scope: Construct, names: readonly string[]): void {
  const stage = Stage.of(scope) ?? scope.node.root;
  const claimed = CLAIMED.get(stage) ?? new Map<string, string>();
  CLAIMED.set(stage, claimed);
  const { environment } = Stack.of(scope);
  for (const name of names) {
    const key = `${environment}/${name.toLowerCase()}`;
    const holder = claimed.get(key);
    if (holder !== undefined) {
      throw new Error(
        `endpoint "${name}" must belong to one model, got ${holder} and ${scope.node.path}; give one of them another endpointName or modelName`,
      );
    }
    claimed.set(key, scope.node.path);
  }
}
