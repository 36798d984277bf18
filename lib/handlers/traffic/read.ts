import { Weights } from '../../contract';
import { HealthyTargets } from '../../core/traffic/emergency';
import { healthOfBoth } from '../shared/traffic-route';
import { TrafficContext } from './context';

/** Live weights beside the recorded ones. */
export interface ReadResult {
  /** Null when the rule forwards to a target group that is not ours. */
  readonly weights: Weights | null;
  readonly recorded: Weights;
  /** Where the cohort's rule leads, null as above; absent when the model has no cohort. */
  readonly cohort?: Weights | null;
  readonly healthyTargets: HealthyTargets;
}

/** Reads where traffic goes; changes nothing. */
export async function read({ route, store }: TrafficContext): Promise<ReadResult> {
  const [ledger, state, healthyTargets] = await Promise.all([store.read(), route.read(), healthOfBoth(route)]);
  const cohort = state.cohort === undefined ? {} : { cohort: state.cohort.weights ?? null };
  return { weights: state.weights ?? null, recorded: ledger.weights, ...cohort, healthyTargets };
}
