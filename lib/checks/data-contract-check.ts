import { Duration } from 'aws-cdk-lib';
import { CheckSpec, DataContractCheckSpec, DataContractSpec, isAdvisory } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { DataContractCheckProps } from './data-contract-check-props';
import { MAX_REQUESTS, modelRequest } from './model-request';

/** What the check function is told. Throws an error that names everything that is wrong. */
export function dataContractSpec(
  props: DataContractCheckProps,
  protocol: ModelProtocol,
  contract: DataContractSpec | undefined,
): DataContractCheckSpec {
  const { samples = [], timeout = Duration.seconds(10) } = props;
  const problems = new Problems();
  const name = checkName(props.name ?? 'data-contract', problems);
  if (contract === undefined) problems.add('the version must have a data contract, got none; give it dataContract');
  const hasSchema = contract?.request !== undefined || contract?.response !== undefined;
  if (hasSchema || samples.length > 0) {
    problems.count('samples', samples, MAX_REQUESTS, 'give requests that the schemas are tried on');
  }
  problems.integer('attempts', props.attempts, 1, 20, 'use 1 for no retry');
  problems.duration('timeout', timeout, 1, 60);
  const requests = samples.map((each, index) => modelRequest(each, `samples[${index}]`, protocol, problems));
  problems.throwIfAny(`data contract check "${name}"`);
  return {
    kind: 'data-contract',
    name,
    ...advisory(props.mode),
    contract: contract ?? NO_CONTRACT,
    samples: requests,
    attempts: props.attempts ?? 3,
    timeoutMs: secondsOf(timeout) * 1000,
  };
}

/** Never used: without a contract there is an error. */
const NO_CONTRACT: DataContractSpec = { featureGroups: [], tags: {} };

/**
 * Tells checks of contracts which approval there is: people are asked when everything else is known. What is known at synth is said at
 * synth: a version that nobody goes back behind and that nobody is asked about, and an approval that nothing could ask for.
 */
export function withApprovals(specs: readonly CheckSpec[], problems: Problems): readonly CheckSpec[] {
  const approval = specs.find(({ kind }) => kind === 'approval')?.name;
  for (const spec of specs) {
    if (spec.kind === 'approval' && spec.when !== undefined && !specs.some(isContract)) {
      problems.add(
        `approval "${spec.name}" must have a data contract check that asks for it, got none; add Check.dataContract(), or leave \`need\` out`,
      );
    }
    if (
      spec.kind === 'approval' &&
      spec.when !== undefined &&
      specs.some((one) => isContract(one) && isAdvisory(one))
    ) {
      problems.add(
        `approval "${spec.name}" must have a required data contract check, got an advisory one; leave its \`mode\` out, or leave \`need\` out`,
      );
    }
    if (isContract(spec) && spec.contract.rollForwardOnly !== undefined && approval === undefined) {
      problems.add(`a contract with rollForwardOnly must have an approval, got none; add Check.approval()`);
    }
  }
  return specs.map((spec) => (isContract(spec) && approval !== undefined ? { ...spec, approval } : spec));
}

function isContract(spec: CheckSpec): spec is DataContractCheckSpec {
  return spec.kind === 'data-contract';
}
