import { Construct } from 'constructs';
import { checkSeconds } from '../checks/check-seconds';
import { allChecks } from '../checks/default-checks';
import { CheckSpec } from '../contract/index';
import { Problems } from '../private/validation';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ModelProtocol } from './model-protocol';

/** The checks that a version has to pass, the built-in ones first. Throws when the hosting can't make one of them. */
export function modelChecks(
  scope: Construct,
  props: BlueGreenModelProps,
  protocol: ModelProtocol,
): readonly CheckSpec[] {
  const { hosting, version, modelName } = props;
  const checks = allChecks({
    parity: hosting._parity(version, props.allowedDifferences ?? []),
    protocol,
    answersHealth: hosting._answersHealth,
    checks: props.checks ?? [],
    contract: version._dataContract,
    scope,
  });
  const problems = new Problems();
  checkSeconds(checks, problems);
  for (const problem of hosting._problemsOfChecks(checks)) problems.add(problem);
  problems.throwIfAny(`model "${modelName}"`);
  return checks;
}
