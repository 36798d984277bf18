import { AwsError } from '../service';
import { evaluateConditions } from './conditions';
import { managedPolicy } from './managed-policies';
import { parseIdentityPolicy, parseTrustPolicy, Statement, TrustStatement } from './policy';

/** A policy of a role with its parsed statements. */
export interface RolePolicy {
  /** Name of an inline policy, ARN of a managed one. */
  readonly name: string;
  readonly managed: boolean;
  /** JSON text of an inline policy, '' for a managed one. */
  readonly document: string;
  readonly statements: readonly Statement[];
}

export interface Role {
  readonly roleName: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: Date;
  readonly trustDocument: string;
  readonly trust: readonly TrustStatement[];
  readonly policies: ReadonlyMap<string, RolePolicy>;
}

/** Sum of a role's inline policies, in characters without white space (IAM quotas). */
const MAX_INLINE_CHARACTERS = 10_240;

/** The account's roles and what their policies say. */
export class RoleStore {
  private readonly roles = new Map<string, Role & { readonly policies: Map<string, RolePolicy> }>();

  constructor(private readonly accountId: string) {}

  create(roleName: string, trustDocument: string, path: string, createdAt: Date): Role {
    if (!/^[\w+=,.@-]{1,64}$/.test(roleName)) {
      throw new AwsError(
        'ValidationError',
        `roleName must have 1 to 64 characters of [A-Za-z0-9_+=,.@-], got ${roleName}`,
      );
    }
    if (this.roles.has(roleName)) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${roleName} already exists.`, 409);
    }
    const role = {
      roleName,
      arn: `arn:aws:iam::${this.accountId}:role${path}${roleName}`,
      path,
      createdAt,
      trustDocument,
      trust: parseTrustPolicy(trustDocument),
      policies: new Map<string, RolePolicy>(),
    };
    this.roles.set(roleName, role);
    return role;
  }

  get(roleName: string): Role {
    return this.writable(roleName);
  }

  byArn(arn: string): Role | undefined {
    return [...this.roles.values()].find((role) => role.arn === arn);
  }

  all(): readonly Role[] {
    return [...this.roles.values()];
  }

  replaceTrust(roleName: string, trustDocument: string): void {
    const role = this.writable(roleName);
    this.roles.set(roleName, { ...role, trustDocument, trust: parseTrustPolicy(trustDocument) });
  }

  putInline(roleName: string, policyName: string, document: string): void {
    const role = this.writable(roleName);
    const statements = parseIdentityPolicy(document);
    const others = [...role.policies.values()].filter((policy) => policy.name !== policyName);
    const characters = [document, ...others.map((policy) => policy.document)].join('').replace(/\s/g, '').length;
    if (characters > MAX_INLINE_CHARACTERS) {
      throw new AwsError(
        'LimitExceeded',
        `Maximum policy size of ${MAX_INLINE_CHARACTERS} bytes exceeded for role ${roleName}`,
        409,
      );
    }
    role.policies.set(policyName, { name: policyName, managed: false, document, statements });
  }

  attach(roleName: string, policyArn: string): void {
    const role = this.writable(roleName);
    const statements = managedPolicy(policyArn);
    if (statements === undefined) {
      throw new AwsError('NoSuchEntity', `Policy ${policyArn} does not exist or is not known to the emulator.`, 404);
    }
    role.policies.set(policyArn, { name: policyArn, managed: true, document: '', statements });
  }

  removePolicy(roleName: string, policyName: string): void {
    if (!this.writable(roleName).policies.delete(policyName)) {
      throw new AwsError('NoSuchEntity', `The role policy with name ${policyName} cannot be found.`, 404);
    }
  }

  delete(roleName: string): void {
    const role = this.writable(roleName);
    if (role.policies.size > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    this.roles.delete(roleName);
  }

  /**
   * Whether a service (for example `lambda.amazonaws.com`) may assume the role.
   *
   * @param sourceArn the resource for which it does, where the service tells that
   */
  trusts(roleArn: string, principal: string, sourceArn?: string): boolean {
    const context = { 'aws:SourceAccount': this.accountId, ...(sourceArn && { 'aws:SourceArn': sourceArn }) };
    return (this.byArn(roleArn)?.trust ?? []).some(
      (statement) =>
        statement.services.includes(principal) && evaluateConditions(statement.conditions, context).kind === 'met',
    );
  }

  private writable(roleName: string): Role & { readonly policies: Map<string, RolePolicy> } {
    const role = this.roles.get(roleName);
    if (role === undefined) {
      throw new AwsError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, 404);
    }
    return role;
  }
}
