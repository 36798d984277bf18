import { CheckSpec } from '../contract/index';
import { requestSeconds } from '../core/check-time';
import { Problems } from '../private/validation';

/** Lambda's own limit. */
const FUNCTION_SECONDS = 900;

/** For the calls around a check's own work. */
export const OTHER_SECONDS = 30;

/** Seconds of the check function that a check takes at most. */
export function secondsInFunction(spec: CheckSpec): number {
  return requestSeconds(spec) + OTHER_SECONDS + (spec.kind === 'data-contract' ? OTHER_SECONDS : 0);
}

/** A check that Lambda would end in the middle has no verdict: what can take that long is known at synth. */
export function checkSeconds(specs: readonly CheckSpec[], problems: Problems): void {
  for (const spec of specs) {
    const most = FUNCTION_SECONDS - (secondsInFunction(spec) - requestSeconds(spec));
    const own = requestSeconds(spec);
    if (own <= most) continue;
    problems.add(
      `check "${spec.name}" must take ${most} s at most (${factorsOf(spec)}), got ${own} s; ` +
        'lower attempts or timeout, or split it into several checks',
    );
  }
}

function factorsOf(spec: CheckSpec): string {
  switch (spec.kind) {
    case 'smoke':
      return `${spec.requests.length} requests × ${spec.attempts} attempts × ${spec.timeoutMs / 1000} s`;
    case 'data-contract':
      return `${spec.samples.length} samples × ${spec.attempts} attempts × ${spec.timeoutMs / 1000} s`;
    default:
      return 'time and timeout';
  }
}
