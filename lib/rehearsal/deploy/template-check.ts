import { DeployError } from './deploy-error';
import { referencesIn, Reference } from './intrinsics/references';
import { ProviderLookup } from './resources/registry';
import { explicitDependencies, ResourceDefinition, Template } from './template';

/**
 * Checks a whole template before anything is created: resource types, their properties, and every reference.
 *
 * @throws DeployError with all problems at once
 */
export function checkTemplate(template: Template, lookup: ProviderLookup): void {
  const problems = [
    ...unknownTypes(template, lookup),
    ...Object.entries(template.Resources).flatMap(([logicalId, resource]) => [
      ...unknownProperties(logicalId, resource, lookup),
      ...unknownReferences(referencesIn(resource.Properties, logicalId), `resource ${logicalId}`, template, lookup),
      ...unknownDependencies(logicalId, resource, template),
    ]),
    ...Object.entries(template.Outputs).flatMap(([name, output]) =>
      unknownReferences(referencesIn(output, name), `output ${name}`, template, lookup),
    ),
  ];
  if (problems.length === 0) return;
  throw new DeployError(`the rehearsal can't deploy this template:\n  ${problems.join('\n  ')}`);
}

function unknownTypes({ Resources }: Template, lookup: ProviderLookup): readonly string[] {
  const byType = new Map<string, string[]>();
  for (const [logicalId, { Type }] of Object.entries(Resources)) {
    if (lookup(Type) === undefined) byType.set(Type, [...(byType.get(Type) ?? []), logicalId]);
  }
  return [...byType].map(([type, ids]) => `unknown resource type ${type}: ${ids.join(', ')}`);
}

function unknownProperties(logicalId: string, resource: ResourceDefinition, lookup: ProviderLookup): readonly string[] {
  const rules = lookup(resource.Type)?.properties;
  if (rules === undefined || rules.others === 'update') return [];
  const known = new Set([...rules.update, ...rules.replace]);
  return Object.keys(resource.Properties ?? {})
    .filter((name) => !known.has(name))
    .map((name) => `${logicalId} (${resource.Type}): property ${name} is not emulated`);
}

function unknownDependencies(
  logicalId: string,
  resource: ResourceDefinition,
  { Resources }: Template,
): readonly string[] {
  return explicitDependencies(resource)
    .filter((name) => !Object.hasOwn(Resources, name))
    .map((name) => `resource ${logicalId}: DependsOn names ${name}, which does not exist`);
}

function unknownReferences(
  references: readonly Reference[],
  place: string,
  { Resources, Parameters }: Template,
  lookup: ProviderLookup,
): readonly string[] {
  return references.flatMap(({ name, attribute }) => {
    const resource = Resources[name];
    if (resource === undefined) {
      const isParameter = attribute === undefined && Object.hasOwn(Parameters, name);
      return isParameter ? [] : [`${place}: unknown name ${name}`];
    }
    const known = lookup(resource.Type)?.attributes ?? 'any';
    if (attribute === undefined || known === 'any' || known.includes(attribute)) return [];
    return [
      `${place}: ${name} (${resource.Type}) has no attribute ${attribute}; it has: ${known.join(', ') || 'none'}`,
    ];
  });
}
