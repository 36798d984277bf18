import { Construct } from 'constructs';
import { BAKE_VERDICT, CheckSpec, DataContractSpec, JUDGE_VERDICT, SmokeSpec } from '../contract/index';
import { inOrderOfCost } from '../core/check-order';
import { ModelProtocol } from '../model/model-protocol';
import { Problems } from '../private/validation';
import { Check } from './check';
import { withApprovals } from './data-contract-check';

/** The server must say through the load balancer that it is ready. */
export function healthCheck(protocol: ModelProtocol): SmokeSpec {
  return {
    kind: 'smoke',
    name: 'health',
    requests: [{ name: 'health', method: 'GET', path: protocol.healthPath, expectedStatus: 200 }],
    attempts: 3,
    timeoutMs: 10_000,
  };
}

/** All checks of a model in the order in which they run: the built-in ones, then the cheap ones. Throws when two have one name. */
export function allChecks(props: {
  /** Comparison of the environments. */
  readonly parity: CheckSpec;
  readonly protocol: ModelProtocol;
  /** Whether a request to the health path reaches the model server. */
  readonly answersHealth: boolean;
  readonly checks: readonly Check[];
  /** Data contract of the version. */
  readonly contract?: DataContractSpec;
  /** Where files of checks are published from. */
  readonly scope: Construct;
}): readonly CheckSpec[] {
  const { parity, protocol, answersHealth, checks, contract, scope } = props;
  const specs = [
    parity,
    ...(answersHealth ? [healthCheck(protocol)] : []),
    ...inOrderOfCost(checks.map((check) => check._spec(protocol, scope, contract))),
  ];
  const names = [...specs.map(({ name }) => name), BAKE_VERDICT, JUDGE_VERDICT];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const problems = new Problems();
  if (twice.length > 0) {
    problems.add(
      `names must be unique, got ${[...new Set(twice)].join(', ')} twice; parity, health, ${BAKE_VERDICT} and ${JUDGE_VERDICT} are taken`,
    );
  }
  const linked = withApprovals(specs, problems);
  problems.throwIfAny('checks');
  return linked;
}
