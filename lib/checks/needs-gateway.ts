import { CheckSpec } from '../contract/index';
import { HostedModel } from '../hosting/hosted-model';
import { Problems } from '../private/validation';

/** Only a gateway mirrors requests: throws when a check needs one that the hosting has not. */
export function assertGateway(modelName: string, checks: readonly CheckSpec[], { gateway }: HostedModel): void {
  const problems = new Problems();
  for (const { kind, name } of checks) {
    if (kind !== 'shadow' || gateway !== undefined) continue;
    problems.add(
      `check "${name}" must have a gateway before the model servers, got a hosting without one; give the hosting a gateway, or leave the check out`,
    );
  }
  problems.throwIfAny(`model "${modelName}"`);
}
