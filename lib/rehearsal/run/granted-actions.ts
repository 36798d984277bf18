import { parseIdentityPolicy } from '../aws/iam/policy';
import { Template } from '../deploy/template';

type Properties = Readonly<Record<string, any>>;

/** Actions, wildcards included, that a template's own policies allow these roles, each given as a property names it. */
export function grantedActions(template: Template, roles: readonly unknown[]): readonly string[] {
  const ids = new Set(roles.map(logicalIdOf));
  const documents = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const { Policies = [], Roles = [], PolicyDocument } = Properties as Properties;
    if (Type === 'AWS::IAM::Role')
      return ids.has(id) ? Policies.map((policy: Properties) => policy.PolicyDocument) : [];
    if (Type === 'AWS::IAM::Policy')
      return Roles.some((role: unknown) => ids.has(logicalIdOf(role))) ? [PolicyDocument] : [];
    return [];
  });
  const statements = documents.flatMap(parseIdentityPolicy).filter(({ effect }) => effect === 'Allow');
  return [...new Set(statements.flatMap(({ actions = [] }) => actions))];
}

/** `{ "Ref": id }` or `{ "Fn::GetAtt": [id, "Arn"] }`; undefined for a role that the template does not make. */
function logicalIdOf(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as Properties;
  return Ref ?? attribute?.[0];
}
