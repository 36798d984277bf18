import { Account } from '../aws/account';
import { callableOperations } from './api-names';
import { DeclaredModel } from './declared-model';
import { FEATURE_FAULTS, SAGEMAKER_ONLY_FAULTS, SHADOW_FAULTS } from './fault-names';
import { RehearseOptions } from './options';

/** Throws, with every problem, when the rehearsal that was asked for could not say anything about this model. */
export function requireSensible(options: RehearseOptions, model: DeclaredModel, account: Account): void {
  const problems = [
    ...routingProblems(model),
    ...hostingProblems(options, model),
    ...featureProblems(options, model),
    ...approvalProblems(options, model),
    ...targetProblems(options, model, account),
    ...rateProblems(options, model),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The load generator speaks plain HTTP to a load balancer: without one there would be no traffic, and nothing would be measured. */
function routingProblems({ name, endpointName }: DeclaredModel): readonly string[] {
  if (endpointName === undefined) return [];
  return [
    `a rehearsal must have callers that come by a load balancer, got ${name} with SageMakerRouting.variantWeights(), whose callers ` +
      `sign for endpoint ${endpointName}; rehearse the same model with SageMakerRouting.gateway()`,
  ];
}

/** A fault of another hosting could not strike, and one of a check that is not there neither. */
function hostingProblems(
  { fault }: RehearseOptions,
  { name, hosting, hasShadow, hasLoadTest, hasQuality }: DeclaredModel,
): readonly string[] {
  if (fault === 'quality-regression' && !hasQuality) {
    return [
      `--fault ${fault} must be used with prediction quality, got ${name} without it; add PredictionQuality, or choose another fault`,
    ];
  }
  if (fault === 'slow-under-load' && !hasLoadTest) {
    return [
      `--fault ${fault} must be used with a load test, got ${name} without one; add Check.loadTest, or choose another fault`,
    ];
  }
  if (fault !== undefined && SHADOW_FAULTS.includes(fault) && !hasShadow) {
    return [
      `--fault ${fault} must be used with a shadow check, got ${name} without one; add Check.shadow, or choose another fault`,
    ];
  }
  if (fault === undefined || hosting === 'sagemaker' || !SAGEMAKER_ONLY_FAULTS.includes(fault)) return [];
  return [`--fault ${fault} must be used with SageMaker hosting, got ${name} with ECS hosting; choose another fault`];
}

/** Only a check that may describe feature groups looks at them. */
function featureProblems({ fault }: RehearseOptions, { name, actions }: DeclaredModel): readonly string[] {
  if (fault === undefined || !FEATURE_FAULTS.includes(fault) || actions.includes('sagemaker:DescribeFeatureGroup')) {
    return [];
  }
  return [
    `--fault ${fault} must be used with a data contract that names feature groups, got ${name} without one; ` +
      'add featureGroups and Check.dataContract, or choose another fault',
  ];
}

/** Without an approval nobody is asked. */
function approvalProblems(
  { fault, decline }: RehearseOptions,
  { name, hasApproval }: DeclaredModel,
): readonly string[] {
  if (hasApproval) return [];
  const asked = [...(fault === 'approval-timeout' ? [`--fault ${fault}`] : []), ...(decline ? ['--decline'] : [])];
  return asked.map(
    (option) => `${option} must be used with an approval, got ${name} without one; add Check.approval, or leave it out`,
  );
}

/** A fault that can't strike would be known at the end only, when the rehearsal was for nothing. */
function targetProblems(
  { fault, faultTarget }: RehearseOptions,
  model: DeclaredModel,
  account: Account,
): readonly string[] {
  if (faultTarget === undefined) return [];
  const [what, valid] =
    fault === 'throttle'
      ? [`an operation that the functions of ${model.name} may call`, callableOperations(account, model.actions)]
      : [`a function of ${model.name}`, [...model.functions].sort()];
  if (valid.includes(faultTarget)) return [];
  return [`--fault ${fault} must name ${what}, got ${JSON.stringify(faultTarget)}; choose one of ${valid.join(', ')}`];
}

/** Alarms count by virtual minutes, which are short on a fast clock: with too few requests in each, none would ever fire. */
function rateProblems({ rps, speed }: RehearseOptions, model: DeclaredModel): readonly string[] {
  const minimum = model.plan.measurement.minimumRequests; // the alarms use the same number
  const minuteSeconds = 60 / speed;
  const requests = rps * minuteSeconds;
  if (requests >= minimum) return [];
  const slowest = Math.floor((60 * rps) / minimum);
  const slower = slowest < 1 ? '' : `, or --speed ${slowest} or less at this rate`;
  return [
    `--rps must bring ${minimum} requests to each virtual minute (${rounded(minuteSeconds)} s at --speed ${speed}), ` +
      `got ${rounded(requests)} at --rps ${rps}: ${model.name} measures nothing in minutes with fewer; ` +
      `use --rps ${Math.ceil(minimum / minuteSeconds)} or more at this speed${slower}`,
  ];
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
