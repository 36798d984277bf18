/** Settings of `SageMakerRouting.variantWeights()`. */
export interface VariantWeightsProps {
  /**
   * Name of the endpoint that callers invoke: 1 to 63 letters, digits or `-`. The model makes it: when something
   * else has an endpoint of that name, releases fail and leave it alone. Error at synth: another model of the app has that name, in
   * any case of its letters.
   *
   * @default - the name of the model
   */
  readonly endpointName?: string;
}

/** How production requests reach the environments of SageMaker hosting. */
export class SageMakerRouting {
  /**
   * Each environment is an endpoint of its own. Callers speak HTTP to a load balancer, one rule of it decides for an environment, and
   * a gateway signs for the endpoint: the switch takes effect at once, requests can be mirrored, and each second is measured.
   */
  public static gateway(): SageMakerRouting {
    return new SageMakerRouting(undefined);
  }

  /**
   * Both environments are variants, `blue` and `green`, of one endpoint, for callers who must keep calling InvokeEndpoint by one name.
   * Traffic moves by UpdateEndpointWeightsAndCapacities. What that costs:
   *
   * - a switch, back too, takes as long as SageMaker needs for it, a minute or so, and can't begin while the endpoint is changing;
   * - to take a version in, and again to take the one before out, SageMaker replaces the instances of the live variant too: the
   *   account needs room for all of them twice;
   * - the first version answers as soon as it is in service: there is no other variant that could, and when it fails the endpoint is
   *   deleted;
   * - metrics come once a minute; there are no gateways, so no shadow checks.
   *
   * Errors at synth: serverless or scaled endpoints, settings of a load balancer or a gateway, a shadow check, a smoke check that
   * asks for anything but a prediction by POST.
   */
  public static variantWeights(props: VariantWeightsProps = {}): SageMakerRouting {
    return new SageMakerRouting(props);
  }

  private constructor(private readonly variants: VariantWeightsProps | undefined) {}

  /** @internal */
  public _variants(): VariantWeightsProps | undefined {
    return this.variants;
  }
}
