import { DeployError } from './deploy-error';

/** A resource as the template declares it. */
export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
}

export interface OutputDefinition {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** The sections of a CloudFormation template that a deployment reads. */
export interface Template {
  readonly Parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, ResourceDefinition>>;
  readonly Outputs: Readonly<Record<string, OutputDefinition>>;
}

/** Sections without an effect on resources, and the rule with which CDK asks for a bootstrap stack: a rehearsal has none. */
const WITHOUT_EFFECT = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata']);
const BOOTSTRAP_RULE = 'CheckBootstrapVersion';

/** Resource attributes with an effect that the rehearsal does not have. */
const REFUSED_RESOURCE_MEMBERS = ['CreationPolicy', 'UpdatePolicy'] as const;

/**
 * Takes a template apart. Throws `DeployError` for a section or resource attribute that the rehearsal can't honour
 * (`Transform`, `Hooks`, `Rules` other than CDK's bootstrap check, `CreationPolicy`, `UpdatePolicy`).
 */
export function parseTemplate(json: Readonly<Record<string, any>>): Template {
  const { Parameters = {}, Mappings = {}, Conditions = {}, Resources = {}, Outputs = {}, Rules = {}, ...rest } = json;
  const problems = Object.keys(rest)
    .filter((section) => !WITHOUT_EFFECT.has(section))
    .map((section) => `section ${section}`);
  problems.push(...Object.keys(Rules).flatMap((rule) => (rule === BOOTSTRAP_RULE ? [] : [`rule ${rule}`])));
  for (const [logicalId, resource] of Object.entries<Record<string, unknown>>(Resources)) {
    if (typeof resource.Type !== 'string') problems.push(`resource ${logicalId} without a Type`);
    const refused = REFUSED_RESOURCE_MEMBERS.filter((member) => resource[member] !== undefined);
    problems.push(...refused.map((member) => `${member} of ${logicalId}`));
  }
  if (problems.length > 0) {
    throw new DeployError(`the rehearsal can't deploy this template: it does not emulate ${problems.join(', ')}`);
  }
  return { Parameters, Mappings, Conditions, Resources, Outputs };
}

/** Logical ids that a resource names in `DependsOn`. */
export function explicitDependencies(resource: ResourceDefinition): readonly string[] {
  if (resource.DependsOn === undefined) return [];
  return typeof resource.DependsOn === 'string' ? [resource.DependsOn] : resource.DependsOn;
}
