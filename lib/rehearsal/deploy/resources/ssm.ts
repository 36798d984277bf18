import { changed } from './changed';
import { unlessGone } from './gone';
import { passive } from './passive';
import { Properties, ResourceContext, ResourceInstance, ResourceProvider, ResourceProviders } from './provider';

/** Longest generated name; a model's own name is far shorter. */
const NAME_LENGTH = 200;

const nameOf = (properties: Properties, context: ResourceContext): string =>
  properties.Name ?? context.physicalName(NAME_LENGTH);

/** In an account without Systems Manager a parameter has a name and a value, which only the template reads. */
const valueOnly = passive({
  physicalId: nameOf,
  attributes: {
    Type: (_id, properties) => properties.Type,
    Value: (_id, properties) => properties.Value,
  },
  replace: ['Name'],
});

const parameter: ResourceProvider = {
  properties: valueOnly.properties,
  attributes: valueOnly.attributes,
  async create(properties, context) {
    const Name = nameOf(properties, context);
    if (hasParameters(context)) await put({ Name, Overwrite: false }, properties, context);
    return valueOnly.create({ ...properties, Name }, context);
  },
  async update(instance, properties, previous, context) {
    if (hasParameters(context) && WRITTEN.some((name) => changed(name, properties, previous))) {
      await put({ Name: instance.physicalId, Overwrite: true }, properties, context);
    }
    return valueOnly.update(instance, properties, previous, context);
  },
  async delete({ physicalId }: ResourceInstance, _properties, context) {
    if (!hasParameters(context)) return;
    await unlessGone(context.account.call('ssm', 'DeleteParameter', { Name: physicalId }), 'ParameterNotFound');
  },
};

/** Properties that PutParameter takes under the same name; tags are set by a call of their own, which nothing here reads. */
const WRITTEN = ['AllowedPattern', 'DataType', 'Description', 'Policies', 'Tier', 'Type', 'Value'];

function hasParameters({ account }: ResourceContext): boolean {
  return account.serviceNames().includes('ssm');
}

async function put(
  target: { readonly Name: string; readonly Overwrite: boolean },
  properties: Properties,
  { account }: ResourceContext,
): Promise<void> {
  const written = Object.fromEntries(WRITTEN.map((name) => [name, properties[name]]));
  await account.call('ssm', 'PutParameter', { ...target, ...written });
}

export const ssmProviders: ResourceProviders = { 'AWS::SSM::Parameter': parameter };
