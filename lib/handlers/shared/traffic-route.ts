import { EnvironmentName, Weights } from '../../contract';
import { CohortReading } from '../../core/traffic/cohort';
import { HealthyTargets } from '../../core/traffic/emergency';

/** Where production traffic goes, as just read. */
export interface RouteState {
  /** Both 0 while nothing is live; undefined when something that is not ours takes traffic too. */
  readonly weights: Weights | undefined;
  /** True when traffic can reach no other side than this one; with undefined: none at all. */
  isOnlyOn(environment: EnvironmentName | undefined): boolean;
  /** True when one side answers because no other is there: nothing can hold requests back from it. */
  readonly isUnheld?: boolean;
  /** Where the cohort is led to; absent when the model has none. `isOnlyOn` counts it, `weights` do not. */
  readonly cohort?: CohortReading;
}

/** Weights to be compared with those on record: a first version that nothing can hold requests back from is not live for that. */
export function weightsToCompare({ weights, isUnheld }: RouteState, recorded: Weights): Weights | undefined {
  return isUnheld === true && recorded.blue + recorded.green === 0 ? recorded : weights;
}

/** What may be read of a model's production traffic, whatever it hangs on. */
export interface RouteReading {
  read(): Promise<RouteState>;
  /** True when a version says itself how large it must be, however large the live one is. */
  readonly isSizedAlone?: boolean;
  /** True when some callers are led by a rule of their own. */
  readonly hasCohort?: boolean;
  /** Targets, or instances, of an environment that can answer. */
  healthyTargets(environment: EnvironmentName): Promise<number>;
}

/** What all production traffic of a model hangs on. The `traffic` function alone has the permission to write it. */
export interface TrafficRoute extends RouteReading {
  /**
   * Gives both environments their shares, with one call. A cohort stays where it is.
   *
   * @param stickinessSeconds how long a caller stays where it was answered while both get traffic; absent means not at all
   */
  split(weights: Weights, stickinessSeconds?: number): Promise<void>;
  /**
   * Leaves one environment as the only one that can get traffic, with one call; with undefined: none. A cohort is led there too, with
   * a second call after that one.
   */
  sendAllTo(environment: EnvironmentName | undefined): Promise<void>;
  /** Leads the cohort to one environment, with one call; with undefined: to none. Only where there is a cohort. */
  sendCohortTo?(environment: EnvironmentName | undefined): Promise<void>;
}

/** Healthy targets of both environments, read at once. */
export async function healthOfBoth(route: RouteReading): Promise<HealthyTargets> {
  const health = (environment: EnvironmentName) => route.healthyTargets(environment);
  const [blue, green] = await Promise.all([health('blue'), health('green')]);
  return { blue, green };
}
