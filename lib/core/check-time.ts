import { CheckOutline, CheckSpec, isAdvisory } from '../contract/index';
import { loadPlan } from './load/plan';
import { secondsOfShadow } from './shadow-stages';

/** Seconds that requests of a check may take, each of them as long as it may; 0 for one whose time is not its requests'. */
export function requestSeconds(spec: CheckSpec): number {
  switch (spec.kind) {
    case 'smoke':
      return Math.ceil((spec.requests.length * spec.attempts * spec.timeoutMs) / 1000);
    case 'data-contract':
      return Math.ceil((spec.samples.length * spec.attempts * spec.timeoutMs) / 1000);
    case 'warm-up':
      return Math.ceil(spec.maxSeconds + spec.timeoutMs / 1000);
    default:
      return 0;
  }
}

/** A check for whoever reads the plan of a release. */
export function checkOutline(spec: CheckSpec): CheckOutline {
  const time = atMostSeconds(spec);
  return {
    name: spec.name,
    kind: spec.kind,
    advisory: isAdvisory(spec),
    ...(time === undefined ? {} : { atMostSeconds: time }), // a template has no null
  };
}

function atMostSeconds(spec: CheckSpec): number | undefined {
  switch (spec.kind) {
    case 'parity':
    case 'sagemaker-parity':
    case 'smoke':
    case 'data-contract':
    case 'warm-up':
      return requestSeconds(spec);
    case 'shadow':
      return secondsOfShadow(spec);
    case 'load-test':
      return loadPlan(spec).seconds;
    case 'approval':
    case 'lambda':
    case 'state-machine':
      return spec.timeoutSeconds;
    case 'golden-set':
    case 'prompts':
      return undefined;
    default:
      return spec satisfies never;
  }
}
