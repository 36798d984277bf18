import { AuthorizationRequest, CallContext, EmulatedService } from '../service';
import { ConditionContext, evaluateConditions } from './conditions';
import { accessDenied, DenialCause, notAuthorizedMessage } from './denial';
import { hasPolicyVariable, matchesArn, matchesPattern } from './patterns';
import { Statement } from './policy';
import { Role, RolePolicy, RoleStore } from './role-store';
import { grantsOf, PermissionUsage, UsageLog } from './usage';

/**
 * Decides calls by the policies of the caller's role, as IAM does: an explicit Deny wins, then an Allow is needed. What it
 * can't evaluate (an unknown condition operator, a policy variable) decides against the request and is listed in `unsupported`.
 */
export class Authorizer {
  private readonly log = new UsageLog();
  private readonly gaps = new Set<string>();

  constructor(private readonly roles: RoleStore) {}

  /** Throws the service's access-denied error unless every request is allowed. */
  authorize(service: EmulatedService, requests: readonly AuthorizationRequest[], context: CallContext): void {
    const { caller } = context;
    switch (caller.kind) {
      case 'rehearsal':
        return;
      case 'service': {
        const denied = requests.find((request) => service.allowsService?.(caller, request) !== true);
        if (denied !== undefined)
          throw accessDenied(service, notAuthorizedMessage(caller.principal, denied, 'resource'));
        return;
      }
      case 'role':
        for (const request of requests) {
          const cause = this.evaluate(caller.roleArn, request, context);
          if (cause === undefined) continue;
          throw accessDenied(service, notAuthorizedMessage(sessionArn(caller), request, cause));
        }
        return;
      default:
        throw new Error(`unknown caller ${JSON.stringify(caller satisfies never)}`);
    }
  }

  /** Every permission that the roles grant, with how often it was needed. */
  usage(): readonly PermissionUsage[] {
    return this.log.report(this.roles.all());
  }

  /** Policy features that were met and are not evaluated, each as one sentence. */
  unsupported(): readonly string[] {
    return [...this.gaps];
  }

  /** Why the role may not do this, or undefined when it may. */
  private evaluate(roleArn: string, request: AuthorizationRequest, call: CallContext): DenialCause | undefined {
    const role = this.roles.byArn(roleArn);
    if (role === undefined) return 'identity';
    const context = { ...globalKeys(roleArn, call), ...request.context };
    const matching = [...role.policies.values()].flatMap((policy) =>
      policy.statements
        .filter((statement) => this.applies(role, policy, statement, request, context))
        .map((statement) => ({ policy, statement })),
    );
    if (matching.some(({ statement }) => statement.effect === 'Deny')) return 'explicit-deny';
    if (matching.length === 0) return 'identity';
    for (const { policy, statement } of matching) this.recordUse(role, policy, statement, request.action);
    return undefined;
  }

  private applies(
    role: Role,
    policy: RolePolicy,
    statement: Statement,
    request: AuthorizationRequest,
    context: ConditionContext,
  ): boolean {
    if (!matchesAction(statement, request.action)) return false;
    const variable = variableIn(statement);
    if (variable === undefined && !matchesResource(statement, request.resource)) return false;
    const conditions = variable ?? evaluateConditions(statement.conditions, context);
    if (conditions.kind !== 'unsupported') return conditions.kind === 'met';
    this.gaps.add(`${role.roleName}: ${policy.name}: ${statement.label}: ${conditions.what} is not evaluated`);
    return statement.effect === 'Deny';
  }

  private recordUse(role: Role, policy: RolePolicy, statement: Statement, action: string): void {
    for (const grant of grantsOf(statement)) {
      if (grant.startsWith('not:') || matchesPattern(grant, action, true)) {
        this.log.record(role, policy, statement, grant, action);
      }
    }
  }
}

function variableIn(statement: Statement): { readonly kind: 'unsupported'; readonly what: string } | undefined {
  const variable = [...(statement.resources ?? []), ...(statement.notResources ?? [])].find(hasPolicyVariable);
  return variable === undefined ? undefined : { kind: 'unsupported', what: `policy variable in ${variable}` };
}

function matchesAction({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesPattern(pattern, action, true);
  return actions !== undefined ? actions.some(matches) : !(notActions ?? []).some(matches);
}

function matchesResource({ resources, notResources }: Statement, resource: string): boolean {
  const matches = (pattern: string) => matchesArn(pattern, resource);
  return resources !== undefined ? resources.some(matches) : !(notResources ?? []).some(matches);
}

function globalKeys(roleArn: string, call: CallContext): ConditionContext {
  return {
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': call.accountId,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': call.region,
    'aws:SecureTransport': 'true', // as it is in AWS; the loopback itself is not encrypted
  };
}

function sessionArn(caller: { readonly roleArn: string; readonly session?: string }): string {
  const [, partition, , , accountId, resource = ''] = caller.roleArn.split(':');
  const roleName = resource.split('/').at(-1);
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${caller.session ?? 'rehearsal'}`;
}
