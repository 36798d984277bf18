import { DeleteEndpointCommand, UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { allOn, ENVIRONMENTS, EnvironmentName, ErrorName, Weights } from '../../contract';
import { Endpoint, isDeletable } from '../../core/sagemaker/endpoint';
import { isForeign } from '../../core/sagemaker/ownership';
import { desiredWeightsOf, isSilent, reachesOnly, weightsOfEndpoint } from '../../core/traffic/variant-weights';
import { sameSplit } from '../../core/traffic/weights';
import { ReleaseError } from './errors';
import { describeEndpoint, SageMaker } from './sagemaker';
import { isBusy, unlessMissing } from './sagemaker-errors';
import { RouteReading, RouteState, TrafficRoute } from './traffic-route';

/** Pause between two looks at an endpoint that is changing; weights take SageMaker tens of seconds (aws-facts §3.1). */
const LOOK_MS = 2000;

/**
 * How long one change of the weights is waited for. Three of them, as a rollback may need, are over before the 15 minutes that the
 * function has; who waits in vain is called again.
 */
const LONGEST_CHANGE_MS = 4 * 60_000;

/** The one endpoint on which all production traffic hangs: each environment is a variant of that name. */
export class VariantReading implements RouteReading {
  constructor(
    protected readonly sageMaker: SageMaker,
    protected readonly endpointName: string,
    protected readonly modelName: string,
  ) {}

  async read(): Promise<RouteState> {
    const endpoint = await this.describe();
    return {
      weights: weightsOfEndpoint(endpoint),
      // What answers from an endpoint of something else is no environment of this model.
      isOnlyOn: (environment) =>
        reachesOnly(endpoint, environment) || (environment === undefined && isForeign(endpoint, this.modelName)),
      isUnheld: endpoint?.variants.length === 1,
    };
  }

  /** Instances; SageMaker takes those out whose containers do not answer its pings. */
  async healthyTargets(environment: EnvironmentName): Promise<number> {
    const endpoint = await this.describe();
    if (endpoint === undefined || isSilent(endpoint)) return 0;
    return endpoint.variants.find(({ name }) => name === environment)?.instances?.current ?? 0;
  }

  protected describe(): Promise<Endpoint | undefined> {
    return describeEndpoint(this.sageMaker, this.endpointName);
  }
}

export interface Pausing {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/**
 * Moves the weights of the variants. SageMaker takes no change while one is under way, and needs its time for each: a call is over
 * when the endpoint is in service again. Throws EnvironmentBusy when that takes too long.
 */
export class VariantRoute extends VariantReading implements TrafficRoute {
  constructor(
    sageMaker: SageMaker,
    endpointName: string,
    modelName: string,
    private readonly time: Pausing,
  ) {
    super(sageMaker, endpointName, modelName);
  }

  /**
   * Never waits before its call: what was decided meanwhile would not be known to it. An endpoint that is changing is left to the
   * next try, which reads the ledger first.
   */
  async split(weights: Weights): Promise<void> {
    if (sameSplit(weights, { blue: 0, green: 0 })) return this.sendAllTo(undefined);
    const endpoint = await this.describe();
    const desired = desiredWeightsOf(endpoint);
    const isAsked = desired !== undefined && sameSplit(desired, weights);
    if (!isAsked && !(await this.ask(endpoint, weights))) throw this.busy(endpoint);
    await this.looking(async (current) => isAtRest(current));
  }

  /** Waits for a change that is under way, whoever began it, and then makes its own until it is in effect. */
  async sendAllTo(environment: EnvironmentName | undefined): Promise<void> {
    if (environment === undefined) return this.silence();
    await this.looking(async (endpoint) => {
      if (reachesOnly(endpoint, environment)) return true;
      await this.ask(endpoint, allOn(environment));
      return false;
    });
  }

  /** No variant may answer, and SageMaker has nothing that answers in place of one: the endpoint goes, unless it is not ours. */
  private async silence(): Promise<void> {
    await this.looking(async (endpoint) => {
      if (endpoint === undefined || endpoint.status === 'Deleting') return true;
      if (isForeign(endpoint, this.modelName)) return true;
      if (!isDeletable(endpoint)) return false;
      await this.unlessBusy(
        unlessMissing(this.sageMaker.send(new DeleteEndpointCommand({ EndpointName: this.endpointName }))),
      );
      return false;
    });
  }

  /** Asks for weights; false when the endpoint can't be asked just now. */
  private async ask(endpoint: Endpoint | undefined, weights: Weights): Promise<boolean> {
    if (endpoint === undefined || !isAtRest(endpoint)) return false;
    return this.unlessBusy(
      this.sageMaker.send(
        new UpdateEndpointWeightsAndCapacitiesCommand({
          EndpointName: this.endpointName,
          DesiredWeightsAndCapacities: ENVIRONMENTS.filter((environment) =>
            endpoint.variants.some(({ name }) => name === environment),
          ).map((environment) => ({ VariantName: environment, DesiredWeight: weights[environment] })),
        }),
      ),
    );
  }

  private async unlessBusy(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  /** Looks until `isDone`, or throws that it takes too long. */
  private async looking(isDone: (endpoint: Endpoint | undefined) => Promise<boolean>): Promise<void> {
    const deadline = this.time.now().getTime() + LONGEST_CHANGE_MS;
    for (;;) {
      const endpoint = await this.describe();
      if (await isDone(endpoint)) return;
      if (this.time.now().getTime() >= deadline) throw this.busy(endpoint);
      await this.time.sleep(LOOK_MS);
    }
  }

  private busy(endpoint: Endpoint | undefined): ReleaseError {
    const status = endpoint === undefined ? 'not there' : endpoint.status;
    return new ReleaseError(
      ErrorName.ENVIRONMENT_BUSY,
      `endpoint "${this.endpointName}" must take other weights, got one that is ${status}; try again when it is InService`,
    );
  }
}

/** SageMaker takes a change of the weights now. */
function isAtRest(endpoint: Endpoint | undefined): boolean {
  return endpoint?.status === 'InService';
}
