import { DeployError } from './deploy-error';
import { referencesIn } from './intrinsics/references';
import { explicitDependencies, Template } from './template';

/** What each resource depends on, by logical id. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Dependencies of each resource: what its properties refer to and what it names in `DependsOn`, among the active resources. */
export function dependencies(template: Template, active: ReadonlySet<string>): DependencyGraph {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!active.has(logicalId)) continue;
    const implicit = referencesIn(resource.Properties, `Resources.${logicalId}`).map((reference) => reference.name);
    const named = [...implicit, ...explicitDependencies(resource)].filter((name) => active.has(name));
    graph.set(logicalId, new Set(named));
  }
  return graph;
}

/**
 * Orders resources so that each comes after everything it depends on; otherwise the order of the template stands, so that a
 * deployment is the same every time. Reverse it to delete.
 *
 * @throws DeployError that spells out the cycle, when there is one
 */
export function creationOrder(graph: DependencyGraph): readonly string[] {
  const ordered = new Set<string>();
  const path: string[] = [];
  const visit = (logicalId: string): void => {
    if (ordered.has(logicalId)) return;
    if (path.includes(logicalId)) throw cycle([...path.slice(path.indexOf(logicalId)), logicalId]);
    path.push(logicalId);
    for (const dependency of graph.get(logicalId) ?? []) visit(dependency);
    path.pop();
    ordered.add(logicalId);
  };
  for (const logicalId of graph.keys()) visit(logicalId);
  return [...ordered];
}

function cycle(path: readonly string[]): DeployError {
  return new DeployError(`circular dependency between resources: ${path.join(' -> ')}; remove one of these references`);
}
