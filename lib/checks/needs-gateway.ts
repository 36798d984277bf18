import { CheckSpec } from '../contract/index';
import { HostedGateway, HostedModel } from '../hosting/hosted-model';
import { Problems } from '../private/validation';

/** Only a gateway mirrors requests: throws when a check needs one that the hosting has not, or that mirrors none. */
export function assertGateway(modelName: string, checks: readonly CheckSpec[], { gateway }: HostedModel): void {
  const problem = problemOf(gateway);
  if (problem === undefined) return;
  const problems = new Problems();
  for (const { kind, name } of checks) {
    if (kind === 'shadow') problems.add(`check "${name}" ${problem}`);
  }
  problems.throwIfAny(`model "${modelName}"`);
}

function problemOf(gateway: HostedGateway | undefined): string | undefined {
  if (gateway === undefined) {
    return 'must have a gateway before the model servers, got a hosting without one; give the hosting a gateway, or leave the check out';
  }
  if (!gateway.mirrors) {
    return 'must have requests that may be mirrored, got gateway.mirrorRoutes []; name routes, leave mirrorRoutes out for the path of predictions, or leave the check out';
  }
  return undefined;
}
