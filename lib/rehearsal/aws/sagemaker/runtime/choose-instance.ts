import { WeightedChoice } from '../../../traffic/choice';
import { AwsError, CallContext } from '../../service';
import { Fleet, Variant } from '../fleet';
import { Instance } from '../instance';
import { EndpointRecord } from '../records';
import { Shelf } from '../state';
import { validationError } from './invocation';

/** A variant for one request, and the instance that answers it: none when no container is healthy. */
export interface Chosen {
  /** As the endpoint is called, whatever letters the caller used. */
  readonly endpointName: string;
  readonly fleet: Fleet;
  readonly variant: Variant;
  readonly instance?: Instance;
}

/** Chooses by the weights of the variants, and among a variant's healthy instances in turn. */
export class InstanceChooser {
  private readonly choices = new Map<string, WeightedChoice>();
  private readonly turns = new WeakMap<Variant, number>();

  constructor(
    private readonly endpoints: Shelf<EndpointRecord>,
    private readonly seed: number,
  ) {}

  /** @param targetVariant the variant that the caller names, whatever the weights */
  choose(endpointName: string, targetVariant: string | undefined, { accountId }: CallContext): Chosen {
    const endpoint = this.endpoints.find(endpointName);
    const fleet = endpoint?.serving;
    // What is not in service does not exist for the runtime (aws/amazon-sagemaker-examples#559).
    if (endpoint === undefined || fleet === undefined) {
      throw validationError(`Endpoint ${endpointName} of account ${accountId} not found.`);
    }
    const variant = targetVariant === undefined ? this.byWeight(endpoint.name, fleet) : fleet.find(targetVariant);
    if (variant === undefined) {
      throw validationError(`Variant ${targetVariant ?? ''} of endpoint ${endpointName} not found.`);
    }
    const instance = this.next(variant);
    return { endpointName: endpoint.name, fleet, variant, instance };
  }

  private byWeight(endpointName: string, { variants }: Fleet): Variant {
    const choice = this.choices.get(endpointName) ?? new WeightedChoice(this.seed);
    this.choices.set(endpointName, choice);
    const index = choice.next(variants.map(({ weight }) => weight));
    if (index === undefined) throw new AwsError('ServiceUnavailable', 'All variants have weight 0.', 503);
    return variants[index];
  }

  private next(variant: Variant): Instance | undefined {
    const { healthy } = variant;
    if (variant.settings.RoutingConfig?.RoutingStrategy === 'LEAST_OUTSTANDING_REQUESTS') return idlest(healthy);
    const turn = this.turns.get(variant) ?? 0;
    this.turns.set(variant, turn + 1);
    return healthy[turn % healthy.length];
  }
}

function idlest(instances: readonly Instance[]): Instance | undefined {
  return instances.reduce<Instance | undefined>(
    (best, instance) => (best === undefined || instance.inFlight < best.inFlight ? instance : best),
    undefined,
  );
}
