import { Role, RolePolicy } from './role-store';
import { Statement } from './policy';

/** One action pattern that a statement grants, and how often the rehearsal needed it. */
export interface PermissionUsage {
  readonly roleArn: string;
  readonly policyName: string;
  /** `Sid`, or `#<index>`. */
  readonly statement: string;
  /** Action as the policy writes it, possibly with wildcards; `not:<actions>` for a NotAction statement. */
  readonly action: string;
  readonly resources: readonly string[];
  /** Requests that this grant allowed. 0: never needed so far. */
  readonly uses: number;
  /** The actual actions, sorted. */
  readonly usedActions: readonly string[];
}

/** Counts which grants of which statement allowed a request. */
export class UsageLog {
  private readonly counts = new Map<string, Map<string, number>>();

  record(role: Role, policy: RolePolicy, statement: Statement, grant: string, action: string): void {
    const key = keyOf(role.arn, policy.name, statement.label, grant);
    const actions = this.counts.get(key) ?? new Map<string, number>();
    actions.set(action, (actions.get(action) ?? 0) + 1);
    this.counts.set(key, actions);
  }

  /** All grants of these roles' Allow statements, used or not. */
  report(roles: readonly Role[]): readonly PermissionUsage[] {
    return roles.flatMap((role) =>
      [...role.policies.values()].flatMap((policy) =>
        policy.statements
          .filter((statement) => statement.effect === 'Allow')
          .flatMap((statement) => grantsOf(statement).map((grant) => this.row(role, policy, statement, grant))),
      ),
    );
  }

  private row(role: Role, policy: RolePolicy, statement: Statement, grant: string): PermissionUsage {
    const actions = this.counts.get(keyOf(role.arn, policy.name, statement.label, grant)) ?? new Map<string, number>();
    return {
      roleArn: role.arn,
      policyName: policy.name,
      statement: statement.label,
      action: grant,
      resources: statement.resources ?? (statement.notResources ?? []).map((resource) => `not:${resource}`),
      uses: [...actions.values()].reduce((sum, count) => sum + count, 0),
      usedActions: [...actions.keys()].sort(),
    };
  }
}

/** What a statement grants, one entry for each action pattern. */
export function grantsOf(statement: Statement): readonly string[] {
  return statement.actions ?? [`not:${(statement.notActions ?? []).join(',')}`];
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
