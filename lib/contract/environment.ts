/** The two environments of a model. An environment holds at most one version. */
export type EnvironmentName = 'blue' | 'green';

export const ENVIRONMENTS: readonly EnvironmentName[] = ['blue', 'green'];

/** The environment that `name` alternates with. */
export function otherEnvironment(name: EnvironmentName): EnvironmentName {
  return name === 'blue' ? 'green' : 'blue';
}

/** ALB weights of the two environments: integers from 0 to 999, shares are their ratio. Both 0 means that nothing is live. */
export interface Weights {
  readonly blue: number;
  readonly green: number;
}

/** All traffic on one environment. */
export function allOn(environment: EnvironmentName): Weights {
  return environment === 'blue' ? { blue: 100, green: 0 } : { blue: 0, green: 100 };
}
