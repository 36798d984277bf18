import { Role } from '../../../../lib/rehearsal/aws/iam/role-store';
import { PermissionUsage } from '../../../../lib/rehearsal/aws/iam/usage';
import { PendingCall } from '../../../../lib/rehearsal/aws/account';
import { World } from './world';

/** Calls that take grants away, after which the account counts them no more. */
const TAKES_AWAY = /^(DeleteRole|DeleteRolePolicy|DetachRolePolicy|PutRolePolicy)$/;

/** What the roles of the stack may do, and how often each was needed, also after they are deleted. */
export class GrantLog {
  private readonly uses = new Map<string, number>();

  constructor(private readonly world: World) {
    // A fault is asked before the call is handled; this one never strikes.
    world.stage.account.faults.add(({ operation }: PendingCall) => {
      if (TAKES_AWAY.test(operation)) this.note();
      return undefined;
    });
  }

  /** Grants that were never needed, as `Role action`, sorted. A grant in several statements counts as one. */
  unused(): readonly string[] {
    this.note();
    return [...this.uses]
      .filter(([, uses]) => uses === 0)
      .map(([grant]) => grant)
      .sort();
  }

  private note(): void {
    for (const { roleArn, action, uses } of this.world.stage.account.authorizer.usage()) {
      const grant = `${roleNameOf(roleArn)} ${action}`;
      this.uses.set(grant, Math.max(this.uses.get(grant) ?? 0, uses));
    }
  }
}

/** Grants, by the pattern of their names, that no rehearsal can need, and why. */
export type NeverUsed = readonly (readonly [RegExp, string])[];

/** Of every stack: calls that AWS makes outside the APIs that are emulated. */
export const NEVER_USED_ANYWHERE: NeverUsed = [
  [/^Workflow logs:/, 'Step Functions sets up the delivery of its log'],
  [/ xray:/, 'Lambda and Step Functions send traces'],
  [/^ReleaseFunction kms:/, 'SNS asks the topic’s key in the name of the publisher'],
];

/** Fails for a grant that was not used and has no reason, and for a reason whose grants were used. */
export function expectUsed(grants: GrantLog, { stage }: World, neverUsed: NeverUsed): void {
  const unused = grants.unused().filter((grant) => !grant.startsWith('Unrelated'));
  expect(unused.filter((grant) => !neverUsed.some(([pattern]) => pattern.test(grant)))).toEqual([]);
  expect(neverUsed.filter(([pattern]) => !unused.some((grant) => pattern.test(grant)))).toEqual([]);
  expect(stage.account.authorizer.unsupported()).toEqual([]);
}

/** Takes one action out of all inline policies of a role; the returned function puts it back. */
export async function revoke(world: World, roleName: string, action: string): Promise<() => Promise<void>> {
  const role = world.stage.account.roles.all().find(({ arn }) => roleNameOf(arn) === roleName);
  if (role === undefined) throw new Error(`the stack has no role ${roleName}`);
  const before = documentsOf(role);
  await put(
    world,
    role,
    before.map(([name, document]) => [name, without(document, action)]),
  );
  return () => put(world, role, before);
}

function documentsOf(role: Role): readonly (readonly [string, string])[] {
  return [...role.policies.values()].filter(({ managed }) => !managed).map(({ name, document }) => [name, document]);
}

async function put(world: World, { roleName }: Role, documents: readonly (readonly [string, string])[]): Promise<void> {
  for (const [PolicyName, PolicyDocument] of documents) {
    await world.call('iam', 'PutRolePolicy', { RoleName: roleName, PolicyName, PolicyDocument });
  }
}

function without(document: string, action: string): string {
  const policy = JSON.parse(document) as { Statement: { Action: string | string[] }[] };
  const actionsOf = ({ Action }: { Action: string | string[] }) => [Action].flat();
  if (!policy.Statement.some((statement) => actionsOf(statement).includes(action))) {
    throw new Error(`no statement grants ${action}: ${document}`);
  }
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: actionsOf(statement).filter((each) => each !== action),
  })).filter(({ Action }) => Action.length > 0);
  return JSON.stringify({ ...policy, Statement });
}

/** `TrafficFunction`: the construct's name without what the CDK and CloudFormation add. */
function roleNameOf(roleArn: PermissionUsage['roleArn']): string {
  const name = roleArn.split('/').at(-1) ?? '';
  return name.replace(/^Fraud-(Fraud)?/, '').replace(/(Service)?Role[0-9A-F]{8}-[0-9A-F]{12}$/, '');
}
