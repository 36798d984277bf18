import { Template } from 'aws-cdk-lib/assertions';

/** One action that a role may do. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Everything that the roles of a template may do. */
export function grants(template: Template): readonly Grant[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as Record<string, unknown>[]).flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => ({
          role: (Properties.Roles[0].Ref as string).replace(/^Model|Role[0-9A-F]{8}$/g, ''),
          action: action as string,
          resource: JSON.stringify(resource),
        })),
      ),
    ),
  );
}
