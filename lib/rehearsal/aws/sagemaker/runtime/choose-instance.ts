import { WeightedChoice } from '../../../traffic/choice';
import { AwsError, CallPlace } from '../../service';
import { validationError } from './invocation';
import { Served, ServedEndpoint, ServedInstance, ServedVariant } from './served';

/** A variant for one request, and the instance that answers it: none when no container is healthy. */
export interface Chosen {
  readonly endpoint: ServedEndpoint;
  readonly variant: ServedVariant;
  readonly instance?: ServedInstance;
}

/** Chooses by the weights of the variants, and among a variant's healthy instances in turn. */
export class InstanceChooser {
  private readonly choices = new Map<string, WeightedChoice>();
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly served: Served,
    private readonly seed: number,
  ) {}

  /** @param targetVariant the variant that the caller names, whatever the weights */
  choose(endpointName: string, targetVariant: string | undefined, { accountId }: CallPlace): Chosen {
    const endpoint = this.served.find(endpointName);
    // What is not in service does not exist for the runtime (aws/amazon-sagemaker-examples#559).
    if (endpoint === undefined) {
      throw validationError(`Endpoint ${endpointName} of account ${accountId} not found.`);
    }
    const variant =
      targetVariant === undefined
        ? this.byWeight(endpoint)
        : endpoint.variants.find(({ name }) => name === targetVariant);
    if (variant === undefined) {
      throw validationError(`Variant ${targetVariant ?? ''} of endpoint ${endpointName} not found.`);
    }
    const instance = this.next(`${endpoint.configName}/${variant.name}`, variant);
    return { endpoint, variant, instance };
  }

  private byWeight({ name, variants }: ServedEndpoint): ServedVariant {
    const choice = this.choices.get(name) ?? new WeightedChoice(this.seed);
    this.choices.set(name, choice);
    const index = choice.next(variants.map(({ weight }) => weight));
    if (index === undefined) throw new AwsError('ServiceUnavailable', 'All variants have weight 0.', 503);
    return variants[index];
  }

  private next(key: string, { leastOutstanding, instances }: ServedVariant): ServedInstance | undefined {
    if (leastOutstanding) return idlest(instances);
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    return instances[turn % instances.length];
  }
}

function idlest(instances: readonly ServedInstance[]): ServedInstance | undefined {
  return instances.reduce<ServedInstance | undefined>(
    (best, instance) => (best === undefined || instance.inFlight < best.inFlight ? instance : best),
    undefined,
  );
}
