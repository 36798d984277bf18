import { Properties, ResourceContext, ResourceInstance, ResourceProvider } from './provider';

/** A resource that nothing in the rehearsal acts on: it has an id and attributes, and no behaviour. */
export interface PassiveResource {
  /** What `Ref` gives for a new resource. */
  readonly physicalId: (properties: Properties, context: ResourceContext) => string;
  /** Values of `Fn::GetAtt`. */
  readonly attributes?: Readonly<
    Record<string, (physicalId: string, properties: Properties, context: ResourceContext) => unknown>
  >;
  /** Properties whose change replaces the resource. All others change in place. */
  readonly replace?: readonly string[];
}

export function passive(resource: PassiveResource): ResourceProvider {
  const attributes = resource.attributes ?? {};
  const instanceOf = (physicalId: string, properties: Properties, context: ResourceContext): ResourceInstance => ({
    physicalId,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, valueOf]) => [name, valueOf(physicalId, properties, context)]),
    ),
  });
  return {
    properties: { update: [], replace: resource.replace ?? [], others: 'update' },
    attributes: Object.keys(attributes),
    create: async (properties, context) => instanceOf(resource.physicalId(properties, context), properties, context),
    update: async (instance, properties, _previous, context) => instanceOf(instance.physicalId, properties, context),
    delete: async () => undefined,
  };
}
