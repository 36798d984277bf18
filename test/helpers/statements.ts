import { Template } from 'aws-cdk-lib/assertions';

export interface Statement {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** All statements of identity-based policies, by the role that they belong to. */
export function statementsOf(template: Template): readonly Statement[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as Record<string, unknown>[]).map((statement) => ({
      role: /^Model(.*?)(Role)?(DefaultPolicy)?[0-9A-F]{8}$/.exec(Properties.Roles[0].Ref as string)?.[1] ?? '',
      actions: asList(statement.Action) as string[],
      resources: asList(statement.Resource).map((resource) => JSON.stringify(resource)),
      condition: statement.Condition,
    })),
  );
}
