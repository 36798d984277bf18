import { allOn, EnvironmentName } from '../../../../lib/contract';
import { Facts } from './world';

/** Facts of a model at rest: one version has all traffic and the fewest tasks, the other environment is empty. */
export function settled(version: string, environment: EnvironmentName, tasks = 2): Facts {
  const desired = environment === 'blue' ? { blue: tasks, green: 0 } : { blue: 0, green: tasks };
  return { live: `${version} in ${environment}`, weights: allOn(environment), desired, lock: 'free' };
}
